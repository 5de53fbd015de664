import { useEffect, useRef, useState } from "preact/hooks";
import { attempt } from "../../design/Toast";
import { call, request } from "../../link/http";
import { activePrint } from "../../state/attention";
import { printerName, stateOf } from "../../state/printers";

/** What a trial heats to, in degrees Celsius. */
type Targets = Record<string, number>;

/**
 * Heats for a trial, and switches off what it has switched on: on order, when the step is left, and when the page is
 * closed. Once somebody has begun a print or set other targets, the heaters are theirs and stay as they are.
 */
export function useTrial() {
  const [isOn, setOn] = useState(false);
  const trial = useRef<{ printer: string; targets: Targets } | null>(null);
  const isGone = useRef(false);

  const off = async () => {
    const ours = trial.current;
    trial.current = null;
    setOn(false);
    if (ours !== null && isStillOurs(ours.printer, ours.targets)) await switchOff(ours.printer, ours.targets);
  };
  const warm = async (targets: Targets) => {
    const printer = printerName.value;
    const path = { printer };
    trial.current = { printer, targets }; // from now on: the page may be closed while the order is on its way
    const isDone = await attempt(() =>
      call("POST /api/printers/{printer}/temperature", { path, body: targets }),
    );
    if (isGone.current) {
      // The step was left meanwhile, and the order to switch off may have been faster.
      if (isDone) await switchOff(printer, targets);
    } else if (isDone) setOn(true);
    else trial.current = null;
  };
  useEffect(() => {
    const leave = () => void off();
    window.addEventListener("pagehide", leave);
    return () => {
      isGone.current = true;
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, []);
  return { isOn, warm, off };
}

function isStillOurs(printer: string, targets: Targets): boolean {
  const status = stateOf(printer).status.value;
  const temperatures = stateOf(printer).temperatures.value;
  if (activePrint(status) !== null) return false;
  return Object.entries(targets).every(([heater, celsius]) => {
    const reading = temperatures?.[heater as "hotend" | "bed"];
    // Not yet reported counts as ours: it is better off than on.
    return reading?.target == null || reading.target === 0 || reading.target === celsius;
  });
}

/** Targets of zero, not "all heaters off", which would end a print; sent also while the page is being closed. */
function switchOff(printer: string, targets: Targets): Promise<boolean> {
  const body = JSON.stringify(Object.fromEntries(Object.keys(targets).map((heater) => [heater, 0])));
  const headers = { "Content-Type": "application/json" };
  const url = `/api/printers/${encodeURIComponent(printer)}/temperature`;
  return attempt(() => request(url, { method: "POST", headers, body, keepalive: true }));
}
