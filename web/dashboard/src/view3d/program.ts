/** A linked program with its uniforms by name. */
export class Program {
  readonly handle: WebGLProgram;
  readonly #uniforms = new Map<string, WebGLUniformLocation | null>();

  constructor(
    private readonly gl: WebGL2RenderingContext,
    vertex: string,
    fragment: string,
  ) {
    this.handle = gl.createProgram();
    for (const [type, source] of [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = gl.createShader(type);
      if (shader === null) continue; // the context is lost
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(this.handle, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(this.handle);
  }

  /** Makes it the current one; throws if it could not be compiled. */
  use(): void {
    const { gl } = this;
    if (
      this.#uniforms.size === 0 &&
      !gl.getProgramParameter(this.handle, gl.LINK_STATUS) &&
      !gl.isContextLost()
    )
      throw new Error(`A shader does not compile: ${gl.getProgramInfoLog(this.handle) ?? ""}`);
    gl.useProgram(this.handle);
  }

  at(name: string): WebGLUniformLocation | null {
    let location = this.#uniforms.get(name);
    if (location === undefined) {
      location = this.gl.getUniformLocation(this.handle, name);
      this.#uniforms.set(name, location);
    }
    return location;
  }

  matrix(name: string, value: Float32Array): void {
    this.gl.uniformMatrix4fv(this.at(name), false, value);
  }

  float(name: string, value: number): void {
    this.gl.uniform1f(this.at(name), value);
  }

  int(name: string, value: number): void {
    this.gl.uniform1i(this.at(name), value);
  }

  vector(name: string, value: readonly number[]): void {
    const location = this.at(name);
    if (value.length === 2) this.gl.uniform2fv(location, value);
    else if (value.length === 3) this.gl.uniform3fv(location, value);
    else this.gl.uniform4fv(location, value);
  }
}
