import { Link } from "wouter-preact";
import "../state/hues";
import { choosePrinter, printer, printerName, printers } from "../state/printers";
import { shell } from "../words/shell";
import { stateWord } from "../words/states";
import { Bell } from "./Bell";
import { Keys } from "./Keys";
import { StopButton } from "./StopButton";
import css from "./TopBar.module.css";

/** Which printer, how it is, and the emergency stop. */
export function TopBar() {
  return (
    <header class={css.bar}>
      <Link href="/" class={css.mark} aria-label="LezerPrint">
        <img src="/icon.svg" alt="" width="32" height="32" />
      </Link>
      <PrinterChoice />
      <Simulated />
      <div class={css.end} id="top-bar-end">
        <span class={css.palette}>
          <Keys />
        </span>
        <Bell />
        <StopButton />
      </div>
    </header>
  );
}

function PrinterChoice() {
  const t = shell.value;
  const all = printers.value;
  const status = printer.value.status.value;
  const state =
    status?.connection.state === "ready"
      ? (status.currentJob?.state ?? status.state)
      : status?.connection.state;
  return (
    <div class={css.printer}>
      {all.length > 1 ? (
        <select
          class={css.choice}
          aria-label={t.printer}
          value={printerName.value}
          onChange={(event) => choosePrinter(event.currentTarget.value)}
        >
          {all.map((one) => (
            <option key={one.name} value={one.name}>
              {one.name}
            </option>
          ))}
        </select>
      ) : (
        <span class={`${css.name} truncate`}>{printerName.value}</span>
      )}
      <span class={css.state} data-state={state ?? "unknown"}>
        {stateWord(state)}
      </span>
    </div>
  );
}

/** Says that nothing heats or moves. */
function Simulated() {
  const t = shell.value;
  const isSimulated = printers.value.find((one) => one.name === printerName.value)?.simulated ?? false;
  if (!isSimulated) return null;
  return (
    <span class={css.simulated} title={t.simulatedMeaning}>
      {t.simulated}
      <span class="visually-hidden">. {t.simulatedMeaning}</span>
    </span>
  );
}
