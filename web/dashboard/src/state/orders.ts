import { attempt } from "../design/Toast";
import type { Operations, Schemas } from "../link/api";
import { call, type Input } from "../link/http";
import { heatingWords } from "../words/heating";
import { activePrint } from "./attention";
import { printer, printerName } from "./printers";

type PrinterOrder = Extract<keyof Operations, `POST /api/printers/{printer}/${string}`>;
type Action = Schemas["PrinterStatus"]["actions"][number];

/** Sends an order to the printer that is shown, and says so where it does not work; whether it did. */
export function order<O extends PrinterOrder>(operation: O, body: unknown = undefined): Promise<boolean> {
  const input = { path: { printer: printerName.value }, ...(body === undefined ? {} : { body }) };
  return attempt(() => call(operation, input as unknown as Input<O> & Record<never, never> as never));
}

/** What switching all heaters off does now: in mid-print it ends the print. It is never refused. */
export function heatersOffText(): string {
  const t = heatingWords.value;
  return activePrint(printer.value.status.value) === null ? t.allOff : t.allOffInPrint;
}

/** Why an action cannot be done with the shown printer now; null if it can. */
export function unavailable(action: Action): string | null {
  return printer.value.status.value?.unavailable.find((one) => one.action === action)?.reason ?? null;
}
