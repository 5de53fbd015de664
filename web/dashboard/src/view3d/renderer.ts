import { type Budget, budgetFor } from "./budget";
import { type Bounds, OrbitCamera } from "./camera";
import { bindGestures } from "./gestures";
import type { Vec3 } from "./matrix";
import { type Model, ModelView } from "./model";
import { type ColorMode, type Legend, palette, plainColor, type Theme } from "./palette";
import { PlateView } from "./plate";
import type { ToolpathFile } from "./toolpathFile";
import { type Shown, ToolpathView } from "./toolpathView";
import type { View } from "./view";

const MOST_PIXEL_RATIO = 2;
const REST_MS = 160;

/** What the last picture cost. */
export interface Figures {
  scriptMs: number;
  /** Lines or triangles of a model. */
  drawn: number;
  pictures: number;
}

interface Options {
  volume: Vec3;
  theme: Theme;
  /** Whether mouse, touch and keys move it. */
  movable?: boolean;
  clicked?: (segment: number | null) => void;
  /** Whether it changes by itself for hours, and is to cost little. */
  isCalm?: boolean;
}

/** Draws the plate with toolpaths or a model on a canvas, only when something has changed. */
export class Renderer {
  readonly camera = new OrbitCamera();
  /** Whether the processor draws. */
  readonly isSlow: boolean;
  readonly figures: Figures = { scriptMs: 0, drawn: 0, pictures: 0 };
  #gl: WebGL2RenderingContext;
  #plate: PlateView;
  #paths: ToolpathView | null = null;
  #model: ModelView | null = null;
  #theme: Theme;
  #volume: Vec3;
  #mode: ColorMode = "kind";
  #budget: Budget;
  #mostBlocks: number;
  #ratio: number;
  #frame = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #isMoving = false;
  #nozzleAt: number | null = null;
  #isLost = false;
  #ends: (() => void)[] = [];

  /** Throws where the browser has no WebGL 2. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    options: Options,
  ) {
    const { budget, isSlow, mostBlocks } = budgetFor(canvas, options.isCalm ?? false);
    this.isSlow = isSlow;
    this.#budget = budget;
    this.#mostBlocks = mostBlocks;
    this.#ratio = isSlow ? 1 : Math.min(devicePixelRatio, MOST_PIXEL_RATIO);
    const gl = canvas.getContext("webgl2", {
      antialias: !isSlow && devicePixelRatio < MOST_PIXEL_RATIO,
      powerPreference: "low-power",
    });
    if (gl === null) throw new Error("This browser has no WebGL 2.");
    this.#gl = gl;
    this.#theme = options.theme;
    this.#volume = options.volume;
    this.#plate = new PlateView(gl, options.volume, options.theme);
    this.fit();
    if (options.movable !== false)
      this.#ends.push(
        bindGestures(canvas, this.camera, {
          moved: (moving) => this.invalidate(moving),
          clicked: (x, y) => options.clicked?.(this.pick(x, y)),
        }),
      );
    const resized = new ResizeObserver(() => this.invalidate());
    resized.observe(canvas);
    canvas.addEventListener("webglcontextlost", this.#lost);
    canvas.addEventListener("webglcontextrestored", this.#restored);
    this.#ends.push(() => {
      resized.disconnect();
      canvas.removeEventListener("webglcontextlost", this.#lost);
      canvas.removeEventListener("webglcontextrestored", this.#restored);
    });
  }

  /** Shows toolpaths in place of what was shown. */
  showToolpaths(file: ToolpathFile): Legend {
    this.#clear();
    this.#paths = new ToolpathView(this.#gl, file, this.#mostBlocks, () => this.invalidate(this.#isMoving));
    return this.setColorMode(this.#mode);
  }

  /** Shows a model in the middle of the plate. */
  showModel(model: Model): void {
    this.#clear();
    const { min, max } = model.bounds;
    const [width, depth] = this.#volume;
    this.#model = new ModelView(this.#gl, model, [
      (width - max[0] + min[0]) / 2,
      (depth - max[1] + min[1]) / 2,
      0,
    ]);
    this.#model.color = plainColor(this.#theme.isDark);
    this.invalidate();
  }

  /** Changes what is shown of the toolpaths; costs no more than a picture. */
  show(change: Partial<Shown>, isMoving = false): void {
    if (this.#paths === null) return;
    Object.assign(this.#paths.shown, change);
    this.invalidate(isMoving);
  }

  setColorMode(mode: ColorMode): Legend {
    this.#mode = mode;
    const { colors, legend } = palette(this.#paths?.file.styles ?? [], mode, this.#theme.isDark);
    this.#paths?.setColors(colors);
    this.invalidate();
    return legend;
  }

  setTheme(theme: Theme): Legend {
    this.#theme = theme;
    this.setVolume(this.#volume);
    if (this.#model !== null) this.#model.color = plainColor(theme.isDark);
    return this.setColorMode(this.#mode);
  }

  setVolume(volume: Vec3): void {
    const { nozzle, measured } = this.#plate;
    this.#plate.dispose();
    this.#volume = volume;
    this.#plate = new PlateView(this.#gl, volume, this.#theme);
    Object.assign(this.#plate, { nozzle, measured });
    this.invalidate();
  }

  /** Draws the nozzle where a segment ends, as soon as that is known. */
  followNozzle(segment: number): void {
    this.#nozzleAt = segment;
    this.invalidate();
  }

  /** The box whose edges are drawn; null: none. */
  setMeasured(bounds: Bounds | null): void {
    this.#plate.measured = bounds;
    this.invalidate();
  }

  /** Has the box in the picture; without one what is shown, or the plate. */
  fit(bounds?: Bounds | null): void {
    this.#resize();
    const [width, depth, height] = this.#volume;
    this.camera.fit(bounds ?? this.bounds ?? { min: [0, 0, 0], max: [width, depth, height * 0.35] });
    this.invalidate();
  }

  /** Of what is shown. */
  get bounds(): Bounds | null {
    if (this.#paths !== null) return this.#paths.file.layers.printed ?? this.#paths.file.header.printed;
    if (this.#model === null) return null;
    const { min, max } = this.#model.model.bounds;
    const { origin } = this.#model;
    return {
      min: origin,
      max: [origin[0] + max[0] - min[0], origin[1] + max[1] - min[1], origin[2] + max[2] - min[2]],
    };
  }

  /** Where a segment ends; null while that is not known. */
  endOf(segment: number): Vec3 | null {
    return this.#paths?.endOf(segment) ?? null;
  }

  /** The segment at a place of the canvas in CSS pixels; null: none that is drawn exactly. */
  pick(x: number, y: number): number | null {
    const gl = this.#gl;
    if (this.#paths === null || this.#isLost) return null;
    const target = gl.createFramebuffer();
    const color = renderbuffer(gl, gl.RGBA8, this.canvas);
    const depth = renderbuffer(gl, gl.DEPTH_COMPONENT24, this.canvas);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, color);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
    const at = [Math.round(x * this.#ratio), Math.round(this.canvas.height - y * this.#ratio)] as const;
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(at[0], at[1], 1, 1);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.disable(gl.BLEND);
    this.#paths.drawNumbers(this.#view, this.#budget.of(false));
    const bytes = new Uint8Array(4);
    gl.readPixels(at[0], at[1], 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    gl.disable(gl.SCISSOR_TEST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.deleteFramebuffer(target);
    gl.deleteRenderbuffer(color);
    gl.deleteRenderbuffer(depth);
    const number = new DataView(bytes.buffer).getUint32(0, true);
    return number > 0 ? number - 1 : null;
  }

  /** Draws at the next opportunity; while it moves less exactly. */
  invalidate(isMoving = false): void {
    clearTimeout(this.#rest);
    this.#isMoving = isMoving;
    if (isMoving) this.#rest = setTimeout(() => this.invalidate(), REST_MS);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#draw);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = -1;
    clearTimeout(this.#rest);
    for (const end of this.#ends) end();
    this.#clear();
    this.#plate.dispose();
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #draw = (nowMs: number): void => {
    this.#frame = 0;
    if (this.#isLost || this.canvas.clientWidth === 0) return;
    const begunMs = performance.now();
    const gl = this.#gl;
    this.#budget.drawn(nowMs, this.#isMoving);
    this.#resize();
    const [r, g, b] = this.#theme.ground;
    gl.clearColor(r, g, b, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const view = this.#view;
    this.#plate.draw(view);
    const lines = this.#paths?.draw(view, this.#budget.of(this.#isMoving)) ?? 0;
    const triangles = this.#model?.draw(view) ?? 0;
    if (this.#nozzleAt !== null) this.#plate.nozzle = this.endOf(this.#nozzleAt) ?? this.#plate.nozzle;
    this.#plate.drawAbove(view);
    this.figures.drawn = lines + triangles;
    this.figures.scriptMs = performance.now() - begunMs;
    this.figures.pictures += 1;
  };

  get #view(): View {
    const { viewProjection, eye } = this.camera;
    return { viewProjection, eye, pixel: this.camera.pixelSize(this.canvas.height) };
  }

  #resize(): void {
    const { canvas } = this;
    const width = Math.max(Math.round(canvas.clientWidth * this.#ratio), 1);
    const height = Math.max(Math.round(canvas.clientHeight * this.#ratio), 1);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.#gl.viewport(0, 0, width, height);
    this.camera.aspect = width / height;
  }

  #clear(): void {
    this.#paths?.dispose();
    this.#model?.dispose();
    this.#paths = null;
    this.#model = null;
  }

  #lost = (event: Event): void => {
    event.preventDefault();
    this.#isLost = true;
  };

  #restored = (): void => {
    this.#isLost = false;
    this.setVolume(this.#volume);
    if (this.#paths !== null) {
      this.#paths = this.#paths.restored(this.#gl);
      this.setColorMode(this.#mode);
    }
    if (this.#model !== null) this.showModel(this.#model.model);
  };
}

function renderbuffer(gl: WebGL2RenderingContext, format: GLenum, { width, height }: HTMLCanvasElement) {
  const buffer = gl.createRenderbuffer();
  gl.bindRenderbuffer(gl.RENDERBUFFER, buffer);
  gl.renderbufferStorage(gl.RENDERBUFFER, format, width, height);
  return buffer;
}
