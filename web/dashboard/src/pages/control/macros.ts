import { attempt } from "../../design/Toast";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { printerName } from "../../state/printers";
import { controlWords } from "../../words/control";

export type Values = Record<string, number | string>;

/** Runs a macro on the shown printer; whether it was sent. */
export function runMacro(macro: Schemas["Macro"], parameters: Values): Promise<boolean> {
  const path = { printer: printerName.value, name: macro.name };
  return attempt(
    () => call("POST /api/printers/{printer}/macros/{name}", { path, body: { parameters } }),
    controlWords.peek().sent(macro.name),
  );
}
