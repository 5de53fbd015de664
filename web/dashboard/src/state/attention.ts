import type { Schemas } from "../link/api";

type Status = Schemas["PrinterStatus"];

const ENDED = new Set(["completed", "cancelled", "failed"]);

/** The print that is under way; null if there is none. */
export function activePrint(status: Status | null): Schemas["CurrentJob"] | null {
  const job = status?.currentJob ?? null;
  return job === null || ENDED.has(job.state) ? null : job;
}

/** In one word, for `stateWord`. */
export function stateOfPrinter(status: Status | null): string {
  if (status === null) return "unknown";
  if (status.connection.state !== "ready") return status.connection.state;
  return activePrint(status)?.state ?? status.state;
}

/** How much a printer needs somebody: 0 something is wrong, 1 it waits for a person, 2 it prints, 3 it rests. */
export function attention(status: Status | null): 0 | 1 | 2 | 3 {
  if (status === null) return 3;
  const { state } = status.connection;
  if (state === "disconnected") return 3;
  if (state !== "ready" && state !== "connecting") return 0;
  if (status.currentJob?.state === "failed") return 0;
  const job = activePrint(status);
  if (status.prompt !== null || job?.state === "paused" || job?.waits === "user") return 1;
  return job === null ? 3 : 2;
}
