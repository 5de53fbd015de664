import type { Bounds } from "./camera";
import type { Vec3 } from "./matrix";
import type { Rgb } from "./palette";
import { Program } from "./program";
import { MODEL_FRAGMENT, MODEL_VERTEX } from "./shaders";
import type { View } from "./view";

const MAGIC = 0x4d505a4c; // "LZPM"
const VERSION = 1;

/** A model as the server simplifies it: `GET /api/files/{id}/model`. */
export interface Model {
  origin: Vec3;
  step: Vec3;
  bounds: Bounds;
  positions: Uint16Array;
  indices: Uint32Array;
  /** How many triangles it had before. */
  triangleCount: number;
}

export function readModel(buffer: ArrayBuffer): Model {
  const data = new DataView(buffer);
  if (data.getUint32(0, true) !== MAGIC || data.getUint16(4, true) !== VERSION)
    throw new Error("This is not a model of a known version.");
  const at = data.getUint16(6, true);
  const vertices = data.getUint32(8, true);
  const triangles = data.getUint32(12, true);
  const vector = (place: number): Vec3 => [
    data.getFloat64(place, true),
    data.getFloat64(place + 8, true),
    data.getFloat64(place + 16, true),
  ];
  const origin = vector(16);
  const step = vector(40);
  const indicesAt = at + vertices * 6 + (vertices % 2) * 2;
  const max = origin.map((value, axis) => value + (step[axis] ?? 0) * 65_535) as unknown as Vec3;
  return {
    origin,
    step,
    bounds: { min: origin, max },
    positions: new Uint16Array(buffer, at, vertices * 3),
    indices: new Uint32Array(buffer, indicesAt, triangles * 3),
    triangleCount: data.getUint32(64, true),
  };
}

/** A model on the graphics processor, set on the plate. */
export class ModelView {
  color: Rgb = [0.8, 0.5, 0.3];
  #program: Program;
  #positions: WebGLBuffer | null;
  #indices: WebGLBuffer | null;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    readonly model: Model,
    /** Where its lowest corner stands. */
    readonly origin: Vec3,
  ) {
    this.#program = new Program(gl, MODEL_VERTEX, MODEL_FRAGMENT);
    this.#positions = gl.createBuffer();
    this.#indices = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#positions);
    gl.bufferData(gl.ARRAY_BUFFER, model.positions, gl.STATIC_DRAW);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#indices);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, model.indices, gl.STATIC_DRAW);
  }

  draw(view: View): number {
    const { gl, model } = this;
    const program = this.#program;
    program.use();
    program.matrix("u_viewProjection", view.viewProjection);
    program.vector("u_origin", this.origin);
    program.vector("u_step", model.step);
    program.vector("u_eye", view.eye);
    program.vector("u_color", this.color);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#positions);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#indices);
    gl.enableVertexAttribArray(0);
    gl.disableVertexAttribArray(1);
    gl.vertexAttribPointer(0, 3, gl.UNSIGNED_SHORT, false, 6, 0);
    gl.drawElements(gl.TRIANGLES, model.indices.length, gl.UNSIGNED_INT, 0);
    return model.indices.length / 3;
  }

  dispose(): void {
    this.gl.deleteBuffer(this.#positions);
    this.gl.deleteBuffer(this.#indices);
    this.gl.deleteProgram(this.#program.handle);
  }
}
