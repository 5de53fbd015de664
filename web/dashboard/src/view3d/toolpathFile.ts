import {
  type Header,
  type Layers,
  LINE_BYTES,
  lastNotAfter,
  layersEnd,
  POINT_BYTES,
  readHeader,
  readLayers,
  readStyles,
  type Style,
  ToolpathError,
} from "./format";

/** Fetches bytes of the file from a place up to another (exclusive); a version makes the answer final. */
export type FetchRange = (
  first: number,
  end: number,
  version: string | null,
  signal?: AbortSignal,
) => Promise<{ data: ArrayBuffer; version: string | null }>;

/** How many segments are fetched and kept together. */
export const BLOCK_SEGMENTS = 16_384;
const FIRST_BYTES = 64 << 10;
const MOST_BLOCKS_AT_ONCE = 8;

/** A toolpath file of which only what is shown is fetched. */
export class ToolpathFile {
  #lines = new Map<number, Promise<Uint32Array>>();

  private constructor(
    readonly header: Header,
    readonly layers: Layers,
    readonly styles: readonly Style[],
    /** Points of the coarse lines. */
    readonly coarse: Uint16Array,
    private readonly version: string | null,
    private readonly fetchRange: FetchRange,
  ) {}

  static async open(fetchRange: FetchRange, signal?: AbortSignal): Promise<ToolpathFile> {
    const first = await fetchRange(0, FIRST_BYTES, null, signal);
    const header = readHeader(new DataView(first.data));
    const version = first.version;
    const tail = fetchRange(header.stylesAt, header.fileBytes, version, signal);
    const end = layersEnd(header);
    const head = end <= first.data.byteLength ? first : await fetchRange(0, end, version, signal);
    const { data } = await tail;
    const coarseAt = header.coarseAt - header.stylesAt;
    return new ToolpathFile(
      header,
      readLayers(new DataView(head.data), header),
      readStyles(new DataView(data), header.styleCount),
      new Uint16Array(data, coarseAt, ((header.coarseCount + 1) * POINT_BYTES) / 2),
      version,
      fetchRange,
    );
  }

  get blockCount(): number {
    return Math.ceil(this.header.segmentCount / BLOCK_SEGMENTS);
  }

  /** The layer in which a segment is; 0 precedes the first. */
  layerOf(segment: number): number {
    return Math.max(lastNotAfter(this.layers.firstSegments, segment, 0, this.header.layerCount + 1), 0);
  }

  /** The points of neighbouring blocks, by number of the block; each begins with the last point before it. */
  async blocks(first: number, count: number, signal?: AbortSignal): Promise<Map<number, Uint16Array>> {
    const wanted = Math.min(count, MOST_BLOCKS_AT_ONCE, this.blockCount - first);
    const from = first * BLOCK_SEGMENTS;
    const to = Math.min(from + wanted * BLOCK_SEGMENTS, this.header.segmentCount);
    const at = this.header.pointsAt;
    const { data } = await this.fetchRange(
      at + from * POINT_BYTES,
      at + (to + 1) * POINT_BYTES,
      this.version,
      signal,
    );
    const blocks = new Map<number, Uint16Array>();
    for (let index = 0; index < wanted; index += 1) {
      const start = index * BLOCK_SEGMENTS;
      const points = Math.min(BLOCK_SEGMENTS, to - from - start) + 1;
      blocks.set(first + index, new Uint16Array(data, start * POINT_BYTES, (points * POINT_BYTES) / 2));
    }
    return blocks;
  }

  /** The file's line of a segment. */
  async lineOf(segment: number): Promise<number> {
    const block = Math.floor(segment / BLOCK_SEGMENTS);
    return (await this.#linesOf(block))[segment - block * BLOCK_SEGMENTS] ?? 0;
  }

  /** The style of a segment. */
  async styleOf(segment: number): Promise<Style | null> {
    const block = Math.floor(segment / BLOCK_SEGMENTS);
    const points = (await this.blocks(block, 1)).get(block);
    return this.styles[points?.[(segment - block * BLOCK_SEGMENTS + 1) * 4 + 3] ?? 0] ?? null;
  }

  /** How many segments come from lines up to this one. */
  async segmentsUpTo(line: number): Promise<number> {
    const { firstSegments, firstLines } = this.layers;
    const layer = lastNotAfter(firstLines, line, 0, this.header.layerCount + 1);
    let low = firstSegments[Math.max(layer, 0)] ?? 0;
    let high = firstSegments[Math.max(layer, 0) + 1] ?? this.header.segmentCount;
    while (low < high) {
      const block = Math.floor(low / BLOCK_SEGMENTS);
      const lines = await this.#linesOf(block);
      const start = block * BLOCK_SEGMENTS;
      const stop = Math.min(high, start + lines.length);
      low = start + lastNotAfter(lines, line, low - start, stop - start) + 1;
      if (low < stop) high = low;
    }
    return low;
  }

  #linesOf(block: number): Promise<Uint32Array> {
    let lines = this.#lines.get(block);
    if (lines === undefined) {
      lines = this.#fetchLines(block);
      lines.catch(() => this.#lines.delete(block));
      this.#lines.set(block, lines);
      const oldest = this.#lines.keys().next().value;
      if (this.#lines.size > MOST_BLOCKS_AT_ONCE && oldest !== undefined) this.#lines.delete(oldest);
    }
    return lines;
  }

  async #fetchLines(block: number): Promise<Uint32Array> {
    const from = block * BLOCK_SEGMENTS;
    const to = Math.min(from + BLOCK_SEGMENTS, this.header.segmentCount);
    const at = this.header.linesAt;
    const { data } = await this.fetchRange(at + from * LINE_BYTES, at + to * LINE_BYTES, this.version);
    return new Uint32Array(data);
  }
}

/** Fetches ranges of an address by a function that is as `fetch`. */
export function rangesOf(
  url: string,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): FetchRange {
  return async (first, end, version, signal) => {
    const join = url.includes("?") ? "&" : "?";
    const address = version === null ? url : `${url}${join}v=${encodeURIComponent(version)}`;
    const headers = { Range: `bytes=${first}-${end - 1}` };
    const answer = await fetch(address, { headers, ...(signal === undefined ? {} : { signal }) });
    let data = await answer.arrayBuffer();
    // An intermediary may answer with the whole file.
    if (answer.status === 200) data = data.slice(first, end);
    if (data.byteLength === 0) throw new ToolpathError("The toolpath file is shorter than it says.");
    return { data, version: answer.headers.get("ETag")?.replace(/^W\/|"/g, "") ?? null };
  };
}
