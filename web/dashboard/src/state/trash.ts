import { attempt } from "../design/Toast";
import { call } from "../link/http";

/** Brings back what was deleted, under its id; whether it is back. */
export function restore(id: string): Promise<boolean> {
  return attempt(() => call("POST /api/trash/{id}/restore", { path: { id } }));
}
