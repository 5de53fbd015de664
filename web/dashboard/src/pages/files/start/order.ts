import { sentence } from "../../../lib/format";
import type { Schemas } from "../../../link/api";
import { ApiError } from "../../../link/errors";
import { call } from "../../../link/http";
import { inWords } from "../actions";
import type { StoredFile } from "../facts";

/** What can be chosen for a print; null: as the file or the settings have it. */
export interface PrintOptions {
  copies: number;
  hotend: number | null;
  bed: number | null;
  timelapse: Schemas["TimelapseMode"] | null;
  notes: string;
  isPublic: boolean;
}

export const asIs: PrintOptions = {
  copies: 1,
  hotend: null,
  bed: null,
  timelapse: null,
  notes: "",
  isPublic: false,
};

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
  try {
    const { job, copies, copiesError } = await call("POST /api/jobs/start", { body: bodyOf(order) });
    const why = copiesError === null ? null : sentence(copiesError);
    return { done: 1 + copies.length, started: job.status !== "QUEUED", why };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { done: 0, started: false, why: inWords(error) };
  }
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
  const settings: Schemas["JobSettings"] = { temperature };
  if (options.timelapse !== null) settings.timelapse = options.timelapse;
  const body: Schemas["JobStart"] = { fileId: file.id, printer, settings, force, queue };
  if (options.copies > 1) body.copies = options.copies;
  if (sliced !== undefined) body.slicedFileId = sliced.id;
  if (sliced === undefined && plate !== null) body.plate = plate;
  if (options.notes.trim() !== "") body.notes = options.notes.trim();
  if (options.isPublic) body.isPublic = true;
  return body;
}
