import { WifiOff } from "lucide-preact";
import { Notice } from "../design/States";
import { clock } from "../lib/format";
import { socket } from "../link/socket";
import { shell } from "../words/shell";
import css from "./Connection.module.css";

/** Says that the connection is lost, and that the print goes on. */
export function Connection() {
  const sinceMs = socket.lostSinceMs.value;
  if (sinceMs === null) return null;
  const t = shell.value;
  return (
    <div class={css.connection} role="status">
      <Notice kind="warning" icon={<WifiOff aria-hidden="true" />}>
        <strong>
          {t.offline} {clock(new Date(sinceMs))}.
        </strong>{" "}
        {t.printGoesOn}
      </Notice>
    </div>
  );
}
