/** The toolpath file; docs/toolpaths.md of the server describes it. */

import type { Bounds } from "./camera";
import type { Vec3 } from "./matrix";

export const POINT_BYTES = 8;
export const LINE_BYTES = 4;
const HEADER_BYTES = 144;
const LAYER_BYTES = 48;
const STYLE_BYTES = 16;
const MAGIC = 0x50545a4c; // "LZTP"
const VERSION = 1;
const KINDS_KNOWN = 2;

/** The kinds of line, by their numbers. */
export const KINDS = [
  "jump",
  "travel",
  "outerWall",
  "innerWall",
  "overhangWall",
  "infill",
  "solidInfill",
  "topSurface",
  "bridge",
  "gapFill",
  "support",
  "supportInterface",
  "skirt",
  "primeTower",
  "ironing",
  "other",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Header {
  segmentCount: number;
  layerCount: number;
  styleCount: number;
  coarseCount: number;
  lineCount: number;
  kindsKnown: boolean;
  origin: Vec3;
  step: Vec3;
  /** What is printed; null if nothing is. */
  printed: Bounds | null;
  seconds: number;
  layersAt: number;
  pointsAt: number;
  linesAt: number;
  stylesAt: number;
  coarseAt: number;
  fileBytes: number;
  coarseLayerStep: number;
}

/** The layers, column by column; entry 0 is what precedes the first, and one more marks the end. */
export interface Layers {
  firstSegments: Uint32Array;
  firstCoarse: Uint32Array;
  firstLines: Uint32Array;
  /** Nozzle heights in millimetres; NaN where nothing is printed. */
  z: Float32Array;
  seconds: Float32Array;
  /** What they print, without what precedes them, such as a line to prime the nozzle; null if that is nothing. */
  printed: Bounds | null;
}

export interface Style {
  kind: Kind;
  tool: number;
  widthMm: number;
  heightMm: number;
  speed: number;
  celsius: number;
  layerSeconds: number;
}

export class ToolpathError extends Error {}

export function readHeader(data: DataView): Header {
  if (data.byteLength < HEADER_BYTES || data.getUint32(0, true) !== MAGIC)
    throw new ToolpathError("This is not a toolpath file.");
  if (data.getUint16(4, true) !== VERSION || data.getUint16(6, true) !== HEADER_BYTES)
    throw new ToolpathError(`Toolpaths of version ${data.getUint16(4, true)} are not known.`);
  const count = (at: number) => data.getUint32(at, true);
  const vector = (at: number): Vec3 => [
    data.getFloat64(at, true),
    data.getFloat64(at + 8, true),
    data.getFloat64(at + 16, true),
  ];
  const corner = (at: number): Vec3 => [
    data.getFloat32(at, true),
    data.getFloat32(at + 4, true),
    data.getFloat32(at + 8, true),
  ];
  const min = corner(80);
  return {
    segmentCount: count(8),
    layerCount: count(12),
    styleCount: count(16),
    coarseCount: count(20),
    lineCount: count(24),
    kindsKnown: (count(28) & KINDS_KNOWN) !== 0,
    origin: vector(32),
    step: vector(56),
    printed: Number.isNaN(min[0]) ? null : { min, max: corner(92) },
    seconds: data.getFloat32(104, true),
    layersAt: count(112),
    pointsAt: count(116),
    linesAt: count(120),
    stylesAt: count(124),
    coarseAt: count(128),
    fileBytes: count(132),
    coarseLayerStep: count(136),
  };
}

/** Where the layers end in the file. */
export function layersEnd(header: Header): number {
  return header.layersAt + (header.layerCount + 1) * LAYER_BYTES;
}

export function readLayers(data: DataView, header: Header): Layers {
  const count = header.layerCount + 1;
  const layers: Layers = {
    firstSegments: new Uint32Array(count + 1),
    firstCoarse: new Uint32Array(count + 1),
    firstLines: new Uint32Array(count + 1),
    z: new Float32Array(count),
    seconds: new Float32Array(count),
    printed: null,
  };
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < count; index += 1) {
    const at = header.layersAt + index * LAYER_BYTES;
    layers.firstSegments[index] = data.getUint32(at, true);
    layers.firstCoarse[index] = data.getUint32(at + 4, true);
    layers.firstLines[index] = data.getUint32(at + 8, true);
    layers.z[index] = data.getFloat32(at + 24, true);
    layers.seconds[index] = data.getFloat32(at + 36, true);
    if (index === 0 || data.getUint32(at + 12, true) === 0) continue;
    const place = (axis: number, number: number) =>
      (header.origin[axis] ?? 0) + (header.step[axis] ?? 0) * number;
    const z = layers.z[index] ?? 0;
    const low = [0, 1].map((axis) => place(axis, data.getUint16(at + 40 + axis * 2, true)));
    const high = [0, 1].map((axis) => place(axis, data.getUint16(at + 44 + axis * 2, true)));
    [...low, z - data.getFloat32(at + 28, true)].forEach((value, axis) => {
      min[axis] = Math.min(min[axis] ?? 0, value);
    });
    [...high, z].forEach((value, axis) => {
      max[axis] = Math.max(max[axis] ?? 0, value);
    });
  }
  if (Number.isFinite(min[0] ?? 0))
    layers.printed = { min: min as unknown as Vec3, max: max as unknown as Vec3 };
  layers.firstSegments[count] = header.segmentCount;
  layers.firstCoarse[count] = header.coarseCount;
  layers.firstLines[count] = header.lineCount + 1;
  return layers;
}

export function readStyles(data: DataView, count: number): Style[] {
  return Array.from({ length: count }, (_, index) => {
    const at = index * STYLE_BYTES;
    return {
      kind: KINDS[data.getUint8(at)] ?? "other",
      tool: data.getUint8(at + 1),
      widthMm: data.getUint16(at + 2, true) / 1000,
      heightMm: data.getUint16(at + 4, true) / 1000,
      speed: data.getUint16(at + 6, true) / 10,
      celsius: data.getUint16(at + 8, true),
      layerSeconds: data.getFloat32(at + 12, true),
    };
  });
}

/** The last of the ascending values that is not greater than the wanted one; -1: all are. */
export function lastNotAfter(
  values: ArrayLike<number>,
  wanted: number,
  from = 0,
  to = values.length,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? Number.POSITIVE_INFINITY) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
