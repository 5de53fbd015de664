import type { ToolpathFile } from "./toolpathFile";

/** Up to where toolpaths are shown: a layer, and how many of its segments. */
export interface Position {
  layer: number;
  part: number;
}

export function segmentsIn(file: ToolpathFile, layer: number): number {
  const { firstSegments } = file.layers;
  return (firstSegments[layer + 1] ?? file.header.segmentCount) - (firstSegments[layer] ?? 0);
}

/** The number of segments that are shown. */
export function endOf(file: ToolpathFile, { layer, part }: Position): number {
  return (file.layers.firstSegments[layer] ?? 0) + part;
}

/** All of a layer. */
export function wholeLayer(file: ToolpathFile, layer: number): Position {
  const within = Math.min(Math.max(layer, 0), file.header.layerCount);
  return { layer: within, part: segmentsIn(file, within) };
}

/** Where so many segments end. */
export function positionAt(file: ToolpathFile, end: number): Position {
  const layer = file.layerOf(Math.max(end - 1, 0));
  return { layer, part: end - (file.layers.firstSegments[layer] ?? 0) };
}

/** So many segments further; from the end of the print back to its beginning. */
export function advanced(file: ToolpathFile, position: Position, count: number): Position {
  const end = endOf(file, position) + Math.max(Math.round(count), 1);
  return positionAt(file, Math.min(end, file.header.segmentCount));
}
