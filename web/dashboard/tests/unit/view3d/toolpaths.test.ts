import { describe, expect, it } from "vitest";
import { lastNotAfter, readHeader } from "../../../src/view3d/format";
import { palette } from "../../../src/view3d/palette";
import { planOf } from "../../../src/view3d/plan";
import { advanced, endOf, positionAt, wholeLayer } from "../../../src/view3d/position";
import { BLOCK_SEGMENTS, rangesOf, ToolpathFile } from "../../../src/view3d/toolpathFile";

/** A file as docs/toolpaths.md describes it: so many segments in each layer, one to a line of G-code. */
function fileOf(counts: readonly number[]): ArrayBuffer {
  const segments = counts.reduce((sum, count) => sum + count, 0);
  const layerCount = counts.length - 1;
  const layersAt = 144;
  const pointsAt = layersAt + counts.length * 48;
  const linesAt = pointsAt + (segments + 1) * 8;
  const stylesAt = Math.ceil((linesAt + segments * 4) / 8) * 8;
  const coarseAt = stylesAt + 3 * 16;
  const coarse = layerCount * 2;
  const fileBytes = coarseAt + (coarse + 1) * 8;
  const data = new DataView(new ArrayBuffer(fileBytes));
  data.setUint32(0, 0x50545a4c, true);
  data.setUint16(4, 1, true);
  data.setUint16(6, 144, true);
  const numbers = (at: number, values: readonly number[]) => {
    for (const [index, value] of values.entries()) data.setUint32(at + index * 4, value, true);
  };
  numbers(8, [segments, layerCount, 3, coarse, segments + 10, 2]);
  for (const axis of [0, 1, 2]) data.setFloat64(56 + axis * 8, 0.01, true);
  for (const [index, value] of [0, 0, 0.2, 10, 10, 5].entries()) data.setFloat32(80 + index * 4, value, true);
  numbers(112, [layersAt, pointsAt, linesAt, stylesAt, coarseAt, fileBytes, 1]);
  let first = 0;
  counts.forEach((count, layer) => {
    const at = layersAt + layer * 48;
    data.setUint32(at, first, true);
    data.setUint32(at + 4, Math.max(layer - 1, 0) * 2, true);
    data.setUint32(at + 8, first + 10, true);
    data.setFloat32(at + 24, layer * 0.2, true);
    first += count;
  });
  for (let segment = 0; segment < segments; segment += 1) {
    data.setUint16(pointsAt + (segment + 1) * 8, segment % 65_536, true);
    data.setUint16(pointsAt + (segment + 1) * 8 + 6, 1 + (segment % 2), true);
    data.setUint32(linesAt + segment * 4, segment + 10, true);
  }
  [1, 2].forEach((kind) => {
    data.setUint8(stylesAt + kind * 16, kind);
    data.setUint16(stylesAt + kind * 16 + 6, kind * 300, true);
  });
  return data.buffer;
}

function opened(buffer: ArrayBuffer, asked: string[] = []): Promise<ToolpathFile> {
  const fetch = (url: string, init: RequestInit) => {
    const [, first = "0", last = "0"] =
      /bytes=(\d+)-(\d+)/.exec(new Headers(init.headers).get("Range") ?? "") ?? [];
    asked.push(`${url} ${first}`);
    const part = buffer.slice(Number(first), Number(last) + 1);
    return Promise.resolve(new Response(part, { status: 206, headers: { ETag: '"7-8"' } }));
  };
  return ToolpathFile.open(rangesOf("/paths", fetch));
}

describe("a toolpath file", () => {
  it("is read by ranges of one version", async () => {
    const asked: string[] = [];
    const file = await opened(fileOf([2, 5, 8]), asked);
    expect(file.header.segmentCount).toBe(15);
    expect([...file.layers.firstSegments]).toEqual([0, 2, 7, 15]);
    expect(file.styles.map(({ kind, speed }) => [kind, speed])).toEqual([
      ["jump", 0],
      ["travel", 30],
      ["outerWall", 60],
    ]);
    const points = (await file.blocks(0, 1)).get(0);
    expect(points?.length).toBe(16 * 4);
    expect(points?.[15 * 4]).toBe(14);
    expect(asked.slice(1).every((one) => one.startsWith("/paths?v=7-8 "))).toBe(true);
  });

  it("is refused where it is something else", () => {
    expect(() => readHeader(new DataView(new ArrayBuffer(200)))).toThrow("not a toolpath file");
    const newer = fileOf([0, 1]);
    new DataView(newer).setUint16(4, 2, true);
    expect(() => readHeader(new DataView(newer))).toThrow("version 2");
  });

  it("finds segments by lines, and lines by segments, across blocks", async () => {
    const size = BLOCK_SEGMENTS + 5000;
    const file = await opened(fileOf([1, size, 3]));
    for (const line of [0, 9, 10, 11, 5000, BLOCK_SEGMENTS + 9, BLOCK_SEGMENTS + 10, size + 13, size + 99])
      expect(await file.segmentsUpTo(line)).toBe(Math.min(Math.max(line - 9, 0), size + 4));
    for (const segment of [0, 1, BLOCK_SEGMENTS - 1, BLOCK_SEGMENTS, size + 3])
      expect(await file.lineOf(segment)).toBe(segment + 10);
    expect((await file.styleOf(BLOCK_SEGMENTS + 1))?.kind).toBe("outerWall");
  });
});

describe("positions", () => {
  it("go by layers and parts of them", async () => {
    const file = await opened(fileOf([2, 5, 0, 8]));
    expect(wholeLayer(file, 3)).toEqual({ layer: 3, part: 8 });
    expect(endOf(file, { layer: 3, part: 4 })).toBe(11);
    expect(positionAt(file, 7)).toEqual({ layer: 1, part: 5 });
    expect(positionAt(file, 8)).toEqual({ layer: 3, part: 1 });
    expect(positionAt(file, 0)).toEqual({ layer: 0, part: 0 });
    expect(advanced(file, { layer: 1, part: 5 }, 2)).toEqual({ layer: 3, part: 2 });
    expect(advanced(file, { layer: 3, part: 8 }, 5)).toEqual({ layer: 3, part: 8 });
  });
});

describe("what is drawn", () => {
  const layersOf = 20_000;
  const file = opened(fileOf([10, ...Array.from({ length: 10 }, () => layersOf)]));
  const planned = async (end: number, budget: number, has: (block: number) => boolean, from = 0) => {
    const { header, layers } = await file;
    return planOf(header, layers, { from, end, budget, has });
  };

  it("is all exact where that is not too much", async () => {
    const plan = await planned(200_010, 1e6, () => true);
    expect(plan).toEqual({ coarseEnd: 0, exactFrom: 0, exactEnd: 200_010, missing: [] });
  });

  it("is coarse below the layers that fit", async () => {
    const plan = await planned(200_010, 45_000, () => true);
    expect(plan.exactFrom).toBe(10 + 8 * layersOf);
    expect(plan.coarseEnd).toBe(16);
  });

  it("has at least the last layer", async () => {
    const plan = await planned(100_500, 100, () => true);
    expect(plan.exactFrom).toBe(10 + 5 * layersOf);
    expect(plan.exactEnd).toBe(100_500);
  });

  it("is coarse where blocks have not come, and asks for them from the end on", async () => {
    const none = await planned(200_010, 45_000, () => false);
    expect(none.exactFrom).toBe(200_010);
    expect(none.coarseEnd).toBe(20);
    expect(none.missing).toEqual([12, 11, 10, 9]);
    const some = await planned(200_010, 45_000, (block) => block >= 10);
    expect(some.exactFrom).toBe(10 + 9 * layersOf);
    expect(some.coarseEnd).toBe(18);
    expect(some.missing).toEqual([9]);
  });

  it("is one layer alone where only that is wanted", async () => {
    const from = 10 + 4 * layersOf;
    const plan = await planned(from + 500, 1e6, () => true, from);
    expect(plan).toEqual({ coarseEnd: 0, exactFrom: from, exactEnd: from + 500, missing: [] });
  });
});

describe("colours", () => {
  it("leave out jumps and have a legend of what is there", async () => {
    const { styles } = await opened(fileOf([0, 4]));
    const { colors, legend } = palette(styles, "kind", true);
    expect([colors[3], colors[7], colors[11]]).toEqual([0, 255, 255]);
    expect(legend.mode === "kind" && legend.entries.map(({ kind }) => kind)).toEqual(["outerWall"]);
    const speed = palette(styles, "speed", false).legend;
    expect(speed.mode === "speed" && [speed.least, speed.most]).toEqual([60, 60]);
  });
});

it("searches ascending values", () => {
  expect(lastNotAfter([1, 3, 3, 7], 3)).toBe(2);
  expect(lastNotAfter([1, 3], 0)).toBe(-1);
  expect(lastNotAfter([], 5)).toBe(-1);
});
