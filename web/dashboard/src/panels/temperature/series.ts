import type { Schemas } from "../../link/api";

type Sample = Pick<Schemas["TemperatureData"], "hotend" | "bed" | "chamber">;

/** Which heaters are drawn, in the order of the columns; each has its temperature and its target. */
export const SERIES = ["hotend", "bed", "chamber"] as const;

/** Times in seconds since 1970, and beside each the temperatures and targets, as uPlot wants them. */
export type Columns = [number[], ...(number | null)[][]];
type Column = (number | null)[];

export function emptyColumns(): Columns {
  return [[], ...SERIES.flatMap((): Column[] => [[], []])];
}

/** Adds a sample to the columns; one that is not newer than the last is left out. */
export function addSample(columns: Columns, seconds: number, sample: Sample): void {
  const [times] = columns;
  const last = times[times.length - 1];
  if (last !== undefined && seconds <= last) return;
  times.push(seconds);
  SERIES.forEach((name, index) => {
    const [actual, target] = columns.slice(1 + 2 * index, 3 + 2 * index) as [Column, Column];
    actual.push(sample[name]?.actual ?? null);
    target.push(sample[name]?.target || null); // off is no target
  });
}

/** Takes away what is older than `since`, and every other sample where there are far more than can be drawn. */
export function trim(columns: Columns, since: number, most: number): void {
  const [times] = columns;
  let first = 0;
  while (first < times.length && (times[first] ?? 0) < since) first += 1;
  if (first > 0) for (const column of columns) column.splice(0, first);
  if (times.length <= most) return;
  const newest = times.length - 1;
  for (const column of columns as Column[]) {
    const kept = column.filter((_, index) => index % 2 === 0 || index === newest);
    column.splice(0, column.length, ...kept);
  }
}
