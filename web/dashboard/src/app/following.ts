import { useEffect } from "preact/hooks";
import { attempt } from "../design/Toast";
import { socket } from "../link/socket";
import { follow, loadPrinters, printerName, printers } from "../state/printers";

/** Loads the printers and follows the shown one, or all; whether they are known. */
export function useFollowing(which: "shown" | "all"): boolean {
  const all = printers.value.map((one) => one.name);
  const followed = which === "all" ? all : all.length > 0 ? [printerName.value] : [];
  useEffect(() => {
    void attempt(loadPrinters);
    return socket.onReturn(() => void attempt(loadPrinters));
  }, []);
  useEffect(() => {
    const ends = followed.map(follow);
    return () => {
      for (const end of ends) end();
    };
  }, [followed.join("\n")]);
  return all.length > 0;
}
