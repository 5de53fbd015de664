import type { Bounds } from "./camera";
import type { Vec3 } from "./matrix";
import type { Rgb, Theme } from "./palette";
import { Program } from "./program";
import { PLAIN_FRAGMENT, PLAIN_VERTEX } from "./shaders";
import type { View } from "./view";

const STEP_MM = 10;
const BOLD_STEPS = 5;
const NOZZLE_SIDES = 10;
const FLOATS = 7;

/** The plate with its grid, the edges of the volume, the nozzle, and the edges of what is measured. */
export class PlateView {
  nozzle: Vec3 | null = null;
  measured: Bounds | null = null;
  #program: Program;
  #ground: WebGLBuffer | null;
  #moving: WebGLBuffer | null;
  #surfaceVertices = 0;
  #lineVertices = 0;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    volume: Vec3,
    private readonly theme: Theme,
  ) {
    this.#program = new Program(gl, PLAIN_VERTEX, PLAIN_FRAGMENT);
    this.#ground = gl.createBuffer();
    this.#moving = gl.createBuffer();
    const surface: number[] = [];
    const [width, depth] = volume;
    quad(
      surface,
      [0, 0, -0.05],
      [width, 0, -0.05],
      [width, depth, -0.05],
      [0, depth, -0.05],
      [...theme.line, 0.28],
    );
    this.#surfaceVertices = surface.length / FLOATS;
    const lines: number[] = [];
    grid(lines, width, depth, theme);
    box(lines, { min: [0, 0, 0], max: volume }, theme.line, 0.55);
    this.#lineVertices = lines.length / FLOATS;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#ground);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([...surface, ...lines]), gl.STATIC_DRAW);
  }

  draw(view: View): void {
    const { gl } = this;
    this.#use(view, this.#ground);
    gl.depthMask(false);
    gl.drawArrays(gl.TRIANGLES, 0, this.#surfaceVertices);
    gl.drawArrays(gl.LINES, this.#surfaceVertices, this.#lineVertices);
    gl.depthMask(true);
  }

  /** What is above the print. */
  drawAbove(view: View): void {
    const { gl } = this;
    if (this.nozzle !== null) {
      const cone: number[] = [];
      nozzle(cone, this.nozzle, this.theme);
      this.#stream(view, cone);
      gl.drawArrays(gl.TRIANGLES, 0, cone.length / FLOATS);
    }
    if (this.measured !== null) {
      const edges: number[] = [];
      box(edges, this.measured, this.theme.focus, 0.9);
      this.#stream(view, edges);
      gl.drawArrays(gl.LINES, 0, edges.length / FLOATS);
    }
  }

  dispose(): void {
    this.gl.deleteBuffer(this.#ground);
    this.gl.deleteBuffer(this.#moving);
    this.gl.deleteProgram(this.#program.handle);
  }

  #stream(view: View, vertices: number[]): void {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#moving);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(vertices), gl.STREAM_DRAW);
    this.#use(view, this.#moving);
  }

  #use(view: View, buffer: WebGLBuffer | null): void {
    const { gl } = this;
    this.#program.use();
    this.#program.matrix("u_viewProjection", view.viewProjection);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    for (const location of [0, 1]) {
      gl.enableVertexAttribArray(location);
    }
    gl.vertexAttribPointer(0, 3, gl.FLOAT, false, FLOATS * 4, 0);
    gl.vertexAttribPointer(1, 4, gl.FLOAT, false, FLOATS * 4, 12);
  }
}

function grid(lines: number[], width: number, depth: number, theme: Theme): void {
  const fine: readonly number[] = [...theme.line, 0.75];
  const bold: readonly number[] = [...theme.lineStrong, 0.6];
  for (let index = 0; index * STEP_MM <= width + 0.01; index += 1)
    line(lines, [index * STEP_MM, 0, 0], [index * STEP_MM, depth, 0], index % BOLD_STEPS === 0 ? bold : fine);
  for (let index = 0; index * STEP_MM <= depth + 0.01; index += 1)
    line(lines, [0, index * STEP_MM, 0], [width, index * STEP_MM, 0], index % BOLD_STEPS === 0 ? bold : fine);
}

function box(lines: number[], { min, max }: Bounds, color: Rgb, alpha: number): void {
  const paint = [...color, alpha];
  const corner = (bits: number): Vec3 => [
    bits & 1 ? max[0] : min[0],
    bits & 2 ? max[1] : min[1],
    bits & 4 ? max[2] : min[2],
  ];
  for (let from = 0; from < 8; from += 1)
    for (const bit of [1, 2, 4]) if (!(from & bit)) line(lines, corner(from), corner(from | bit), paint);
}

/** A cone that stands on its tip. */
function nozzle(triangles: number[], [x, y, z]: Vec3, theme: Theme): void {
  const rim = (step: number, radius: number, height: number): Vec3 => {
    const angle = (step / NOZZLE_SIDES) * 2 * Math.PI;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle), z + height];
  };
  for (let step = 0; step < NOZZLE_SIDES; step += 1) {
    const shade = 0.75 + 0.25 * Math.cos((step / NOZZLE_SIDES) * 2 * Math.PI + 2.4);
    const color = [...theme.accent.map((part) => part * shade), 1];
    quad(triangles, rim(step, 0.4, 0), rim(step + 1, 0.4, 0), rim(step + 1, 4, 5), rim(step, 4, 5), color);
    quad(triangles, rim(step, 4, 5), rim(step + 1, 4, 5), rim(step + 1, 4, 9), rim(step, 4, 9), color);
  }
}

function line(to: number[], a: Vec3, b: Vec3, color: readonly number[]): void {
  to.push(...a, ...color, ...b, ...color);
}

function quad(to: number[], a: Vec3, b: Vec3, c: Vec3, d: Vec3, color: readonly number[]): void {
  for (const corner of [a, b, c, a, c, d]) to.push(...corner, ...color);
}
