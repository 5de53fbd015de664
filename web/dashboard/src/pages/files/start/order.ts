import type { Schemas } from "../../../link/api";
import { ApiError } from "../../../link/errors";
import { call } from "../../../link/http";
import { inWords } from "../actions";
import type { StoredFile } from "../facts";

/** What can be chosen for a print; null: as the file has it. */
export interface PrintOptions {
  copies: number;
  hotend: number | null;
  bed: number | null;
  notes: string;
  isPublic: boolean;
}

export const asIs: PrintOptions = { copies: 1, hotend: null, bed: null, notes: "", isPublic: false };

export const MOST_COPIES = 50;

export interface PrintOrder {
  file: StoredFile;
  sliced?: Schemas["SlicedFile"] | undefined;
  /** Of a 3MF with the G-code of several; null: it has none to choose from. */
  plate: number | null;
  printer: string;
  options: PrintOptions;
  /** Although it does not fit the printer. */
  force: boolean;
  /** To wait where it cannot start at once. */
  queue: boolean;
}

interface Outcome {
  /** How many prints were taken. */
  done: number;
  /** Whether the first has begun. */
  started: boolean;
  /** Why no more were taken, in words. */
  why: string | null;
}

/** Orders a print and its copies; copies wait for the first. */
export async function print(order: PrintOrder): Promise<Outcome> {
  const outcome: Outcome = { done: 0, started: false, why: null };
  try {
    while (outcome.done < order.options.copies) {
      const isFirst = outcome.done === 0;
      const body = bodyOf({ ...order, queue: order.queue || !isFirst });
      const { job } = await call("POST /api/jobs/start", { body });
      if (isFirst) outcome.started = job.status !== "QUEUED";
      outcome.done += 1;
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    outcome.why = inWords(error);
  }
  return outcome;
}

export function bodyOf({
  file,
  sliced,
  plate,
  printer,
  options,
  force,
  queue,
}: PrintOrder): Schemas["JobStart"] {
  const temperature: Schemas["Temperatures"] = {};
  if (options.hotend !== null) temperature.hotend = options.hotend;
  if (options.bed !== null) temperature.bed = options.bed;
  const body: Schemas["JobStart"] = { fileId: file.id, printer, settings: { temperature }, force, queue };
  if (sliced !== undefined) body.slicedFileId = sliced.id;
  if (sliced === undefined && plate !== null) body.plate = plate;
  if (options.notes.trim() !== "") body.notes = options.notes.trim();
  if (options.isPublic) body.isPublic = true;
  return body;
}
