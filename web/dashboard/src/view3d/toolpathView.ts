import type { Kind, Style } from "./format";
import type { Vec3 } from "./matrix";
import type { Rgb } from "./palette";
import { type Plan, planOf } from "./plan";
import { Program } from "./program";
import { LINE_FRAGMENT, LINE_VERTEX, PICK_FRAGMENT, PLAIN_FRAGMENT, TRAVEL_VERTEX } from "./shaders";
import { BLOCK_SEGMENTS, type ToolpathFile } from "./toolpathFile";
import type { View } from "./view";

interface Block {
  points: Uint16Array;
  texture: WebGLTexture | null;
}

/** What of the toolpaths is shown; numbers of segments. */
export interface Shown {
  from: number;
  end: number;
  travel: boolean;
  /** The rest of the print as a pattern of dots. */
  ghost: boolean;
  ghostColor: Rgb;
  /** How many of the last segments glow. */
  hotCount: number;
  hotColor: Rgb;
  highlight: { from: number; end: number; color: Rgb } | null;
}

const TABLE_WIDTH = 256;
const POINTS_WIDTH = 512;
/** The two triangles of a line, by its corners. */
const CORNERS = [0, 1, 2, 2, 1, 3] as const;
const WALLS: ReadonlySet<Kind> = new Set(["outerWall", "innerWall", "overhangWall", "skirt"]);
const SURFACES: ReadonlySet<Kind> = new Set(["topSurface", "solidInfill", "bridge", "ironing", "gapFill"]);
const NO_OVERRIDE = [0, 0, 0, 0] as const;
const HIGHLIGHT_WIDTH = 3;

/** Toolpaths on the graphics processor. Blocks are fetched when they are wanted, and the oldest are given up. */
export class ToolpathView {
  shown: Shown = {
    from: 0,
    end: 0,
    travel: false,
    ghost: false,
    ghostColor: [0.5, 0.5, 0.5],
    hotCount: 0,
    hotColor: [1, 1, 1],
    highlight: null,
  };
  #blocks = new Map<number, Block>();
  #coarse: WebGLTexture | null;
  #lines: Program;
  #pick: Program | null = null;
  #travel: Program | null = null;
  #corners: WebGLBuffer | null;
  #palette: WebGLTexture | null;
  #shapes: WebGLTexture | null;
  #fetching = new AbortController();
  #isFetching = false;
  #failedMs = Number.NEGATIVE_INFINITY;

  constructor(
    private gl: WebGL2RenderingContext,
    readonly file: ToolpathFile,
    private readonly mostBlocks: number,
    private readonly changed: () => void,
  ) {
    this.#lines = new Program(gl, LINE_VERTEX, LINE_FRAGMENT);
    this.#palette = gl.createTexture();
    this.#shapes = gl.createTexture();
    this.#coarse = this.#upload(file.coarse);
    this.#corners = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#corners);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, corners(), gl.STATIC_DRAW);
    this.#uploadShapes(file.styles);
    this.shown.end = file.header.segmentCount;
  }

  setColors(colors: Uint8Array): void {
    const { gl } = this;
    const rows = Math.ceil(this.file.styles.length / TABLE_WIDTH);
    const padded = new Uint8Array(rows * TABLE_WIDTH * 4);
    padded.set(colors);
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, TABLE_WIDTH, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, padded);
    this.#nearest();
  }

  /** Draws with at most so many exact segments; how many lines were drawn. */
  draw(view: View, budget: number): number {
    const { shown } = this;
    const plan = this.#plan(budget);
    const program = this.#begin(this.#lines, view);
    program.vector("u_hotColor", shown.hotColor);
    program.vector("u_override", NO_OVERRIDE);
    program.float("u_widen", 1);
    program.float("u_ghost", 0);
    program.vector("u_hot", [1e9, 0]);
    this.#drawCoarse(program, 0, plan.coarseEnd);
    if (shown.hotCount > 0) program.vector("u_hot", [shown.end - shown.hotCount, 1 / shown.hotCount]);
    program.float("u_layerStep", 1);
    this.#drawExact(program, plan.exactFrom, plan.exactEnd);
    if (shown.ghost) this.#drawGhost(program);
    if (shown.travel) this.#drawTravel(view, plan);
    if (shown.highlight !== null) this.#drawHighlight(view, shown.highlight);
    this.#fetch(plan.missing);
    return plan.coarseEnd + plan.exactEnd - plan.exactFrom;
  }

  /** Draws numbers of segments, one more than they are, for picking; coarse lines have none. */
  drawNumbers(view: View, budget: number): void {
    const plan = this.#plan(budget);
    this.#pick ??= new Program(this.gl, LINE_VERTEX, PICK_FRAGMENT);
    const program = this.#begin(this.#pick, view);
    program.vector("u_override", NO_OVERRIDE);
    program.float("u_widen", 1.2);
    program.float("u_layerStep", 1);
    this.#drawExact(program, plan.exactFrom, plan.exactEnd);
  }

  /** Where a segment ends, in millimetres; null while its block has not come. */
  endOf(segment: number): Vec3 | null {
    const points = this.#blocks.get(Math.floor(segment / BLOCK_SEGMENTS))?.points;
    if (points === undefined) return null;
    const at = ((segment % BLOCK_SEGMENTS) + 1) * 4;
    const { origin, step } = this.file.header;
    return [0, 1, 2].map(
      (axis) => (origin[axis] ?? 0) + (step[axis] ?? 0) * (points[at + axis] ?? 0),
    ) as unknown as Vec3;
  }

  dispose(): void {
    const { gl } = this;
    this.#fetching.abort();
    for (const { texture } of this.#blocks.values()) gl.deleteTexture(texture);
    this.#blocks.clear();
    gl.deleteTexture(this.#coarse);
    gl.deleteBuffer(this.#corners);
    gl.deleteTexture(this.#palette);
    gl.deleteTexture(this.#shapes);
    for (const program of [this.#lines, this.#pick, this.#travel]) gl.deleteProgram(program?.handle ?? null);
  }

  /** Moves to a new context after the old one was lost; the points are still in memory. */
  restored(gl: WebGL2RenderingContext): ToolpathView {
    const view = new ToolpathView(gl, this.file, this.mostBlocks, this.changed);
    for (const [number, { points }] of this.#blocks) view.#blocks.set(number, { points, texture: null });
    view.shown = this.shown;
    this.#fetching.abort();
    return view;
  }

  #plan(budget: number): Plan {
    const { from, end } = this.shown;
    const { header, layers } = this.file;
    return planOf(header, layers, { from, end, budget, has: (block) => this.#blocks.has(block) });
  }

  #begin(program: Program, view: View): Program {
    const { gl, file } = this;
    program.use();
    program.matrix("u_viewProjection", view.viewProjection);
    program.vector("u_origin", file.header.origin);
    program.vector("u_step", file.header.step);
    program.vector("u_eye", view.eye);
    program.float("u_pixel", view.pixel);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.#shapes);
    gl.activeTexture(gl.TEXTURE2);
    program.int("u_palette", 0);
    program.int("u_shapes", 1);
    program.int("u_points", 2);
    for (const location of [0, 1]) gl.disableVertexAttribArray(location);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#corners);
    return program;
  }

  /** What is still to come, as dots that hide nothing. */
  #drawGhost(program: Program): void {
    const { gl, file, shown } = this;
    program.float("u_ghost", 1);
    program.vector("u_hot", [1e9, 0]);
    program.vector("u_override", [...shown.ghostColor, 1]);
    gl.depthMask(false);
    const next = file.layerOf(Math.max(shown.end - 1, 0)) + 1;
    const from = file.layers.firstCoarse[next] ?? file.header.coarseCount;
    this.#drawCoarse(program, from, file.header.coarseCount);
    gl.depthMask(true);
    program.float("u_ghost", 0);
    program.vector("u_override", NO_OVERRIDE);
  }

  #drawCoarse(program: Program, from: number, end: number): void {
    program.float("u_layerStep", this.file.header.coarseLayerStep);
    program.int("u_base", 0);
    this.#draw(program, this.#coarse, from, end - from);
  }

  #drawExact(program: Program, from: number, end: number, vertices: 2 | 4 = 4): void {
    for (let block = Math.floor(from / BLOCK_SEGMENTS); block * BLOCK_SEGMENTS < end; block += 1) {
      const texture = this.#textureOf(block);
      if (texture === null) continue;
      const start = block * BLOCK_SEGMENTS;
      const first = Math.max(from, start);
      const stop = Math.min(end, start + BLOCK_SEGMENTS);
      program.int("u_base", start);
      this.#draw(program, texture, first - start, stop - first, vertices);
    }
  }

  #draw(
    program: Program,
    texture: WebGLTexture | null,
    first: number,
    count: number,
    vertices: 2 | 4 = 4,
  ): void {
    const { gl } = this;
    gl.bindTexture(gl.TEXTURE_2D, texture);
    for (let done = 0; done < count; done += BLOCK_SEGMENTS) {
      const now = Math.min(count - done, BLOCK_SEGMENTS);
      program.int("u_first", first + done);
      if (vertices === 2) gl.drawArrays(gl.LINES, 0, now * 2);
      else gl.drawElements(gl.TRIANGLES, now * CORNERS.length, gl.UNSIGNED_INT, 0);
    }
  }

  /** Travel of the last layer alone: more would be a thicket. */
  #drawTravel(view: View, plan: Plan): void {
    this.#travel ??= new Program(this.gl, TRAVEL_VERTEX, PLAIN_FRAGMENT);
    const program = this.#begin(this.#travel, view);
    const layer = this.file.layerOf(Math.max(plan.exactEnd - 1, 0));
    const from = Math.max(plan.exactFrom, this.file.layers.firstSegments[layer] ?? 0);
    this.#drawExact(program, from, plan.exactEnd, 2);
  }

  #drawHighlight(view: View, { from, end, color }: { from: number; end: number; color: Rgb }): void {
    const { gl } = this;
    const program = this.#begin(this.#lines, view);
    program.vector("u_override", [...color, 1]);
    program.vector("u_hot", [1e9, 0]);
    program.float("u_widen", HIGHLIGHT_WIDTH);
    program.float("u_layerStep", 1);
    gl.disable(gl.DEPTH_TEST);
    this.#drawExact(program, from, end);
    gl.enable(gl.DEPTH_TEST);
  }

  #textureOf(number: number): WebGLTexture | null {
    const block = this.#blocks.get(number);
    if (block === undefined) return null;
    block.texture ??= this.#upload(block.points);
    // What was used last is given up last.
    this.#blocks.delete(number);
    this.#blocks.set(number, block);
    return block.texture;
  }

  /** Whole rows go as they are; the last one may be short. */
  #upload(points: Uint16Array): WebGLTexture | null {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE2);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    const count = points.length / 4;
    const rows = Math.floor(count / POINTS_WIDTH);
    const rest = count % POINTS_WIDTH;
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA16UI, POINTS_WIDTH, Math.ceil(count / POINTS_WIDTH));
    const fill = (row: number, width: number, height: number, from: number) =>
      gl.texSubImage2D(
        gl.TEXTURE_2D,
        ...([0, 0, row, width, height, gl.RGBA_INTEGER, gl.UNSIGNED_SHORT, points.subarray(from)] as const),
      );
    if (rows > 0) fill(0, POINTS_WIDTH, rows, 0);
    if (rest > 0) fill(rows, rest, 1, rows * POINTS_WIDTH * 4);
    this.#nearest();
    return texture;
  }

  #uploadShapes(styles: readonly Style[]): void {
    const { gl } = this;
    const rows = Math.ceil(styles.length / TABLE_WIDTH);
    const shapes = new Float32Array(rows * TABLE_WIDTH * 4);
    styles.forEach(({ kind, widthMm, heightMm }, index) => {
      shapes.set([widthMm, heightMm, WALLS.has(kind) ? 1 : SURFACES.has(kind) ? 2 : 0, 0], index * 4);
    });
    gl.bindTexture(gl.TEXTURE_2D, this.#shapes);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, TABLE_WIDTH, rows, 0, gl.RGBA, gl.FLOAT, shapes);
    this.#nearest();
  }

  #nearest(): void {
    const { gl } = this;
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  /** One request at a time, for the neighbours of the block that is wanted most; the next draw asks for more. */
  async #fetch(missing: readonly number[]): Promise<void> {
    const [wanted] = missing;
    if (wanted === undefined || this.#isFetching || performance.now() - this.#failedMs < 3000) return;
    this.#isFetching = true;
    const wantedSet = new Set(missing);
    let first = wanted;
    while (wantedSet.has(first - 1) && wanted - first < 7) first -= 1;
    try {
      const blocks = await this.file.blocks(first, wanted - first + 1, this.#fetching.signal);
      for (const [number, points] of blocks) this.#blocks.set(number, { points, texture: null });
      this.#evict();
    } catch {
      this.#failedMs = performance.now();
      setTimeout(this.changed, 3100);
    } finally {
      this.#isFetching = false;
    }
    if (!this.#fetching.signal.aborted) this.changed();
  }

  #evict(): void {
    for (const [number, { texture }] of this.#blocks) {
      if (this.#blocks.size <= this.mostBlocks) return;
      this.gl.deleteTexture(texture);
      this.#blocks.delete(number);
    }
  }
}

/** Of all lines of a block. */
function corners(): Uint32Array {
  const indices = new Uint32Array(BLOCK_SEGMENTS * CORNERS.length);
  for (let line = 0; line < BLOCK_SEGMENTS; line += 1)
    CORNERS.forEach((corner, index) => {
      indices[line * CORNERS.length + index] = line * 4 + corner;
    });
  return indices;
}
