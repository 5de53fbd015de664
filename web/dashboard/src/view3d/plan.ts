import type { Header, Layers } from "./format";
import { lastNotAfter } from "./format";
import { BLOCK_SEGMENTS } from "./toolpathFile";

/** What is drawn: coarse lines up to a number, then segments exactly. */
export interface Plan {
  coarseEnd: number;
  exactFrom: number;
  exactEnd: number;
  /** Blocks that are to be fetched, the most wanted first. */
  missing: number[];
}

interface Wanted {
  /** Nothing before this segment is shown. */
  from: number;
  /** Up to this segment (exclusive). */
  end: number;
  /** How many segments may be drawn exactly; those that come last are. */
  budget: number;
  has: (block: number) => boolean;
}

/**
 * The last segments are drawn exactly, beginning with a layer; below them is what is seen from outside. What has not
 * come yet is coarse, too.
 */
export function planOf(header: Header, layers: Layers, { from, end, budget, has }: Wanted): Plan {
  const { firstSegments, firstCoarse } = layers;
  const layerOf = (segment: number) =>
    Math.max(lastNotAfter(firstSegments, segment, 0, header.layerCount + 1), 0);
  const top = layerOf(Math.max(end - 1, 0));
  const earliest = Math.max(end - budget, from, 0);
  const first = Math.min(earliest <= 0 ? 0 : layerOf(earliest - 1) + 1, Math.max(top, 0));
  const wantedFrom = Math.max(firstSegments[first] ?? 0, from);
  const missing: number[] = [];
  let whole = Math.ceil(end / BLOCK_SEGMENTS);
  let isUnbroken = true;
  for (
    let block = whole - 1;
    block >= Math.floor(wantedFrom / BLOCK_SEGMENTS) && end > wantedFrom;
    block -= 1
  ) {
    if (!has(block)) {
      missing.push(block);
      isUnbroken = false;
    } else if (isUnbroken) whole = block;
  }
  const loadedFrom = Math.max(whole * BLOCK_SEGMENTS, wantedFrom);
  const exactLayer = loadedFrom <= wantedFrom ? first : layerOf(loadedFrom - 1) + 1;
  const exactFrom = Math.min(Math.max(firstSegments[exactLayer] ?? end, wantedFrom), end);
  const isPart = exactFrom >= end && end > from;
  // Where even the last layer has not come, all of it that is below the last segment is coarse.
  const coarseLayer = isPart ? top + (end >= (firstSegments[top + 1] ?? end) ? 1 : 0) : exactLayer;
  const coarseEnd = from > 0 ? 0 : (firstCoarse[coarseLayer] ?? header.coarseCount);
  return { coarseEnd, exactFrom, exactEnd: end, missing };
}
