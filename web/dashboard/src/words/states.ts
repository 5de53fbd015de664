import { shell } from "./shell";

/** A state of a printer or a print in words. */
export function stateWord(state: string | undefined): string {
  const names: Record<string, string> = shell.value.states;
  return names[state ?? "unknown"] ?? state ?? "";
}
