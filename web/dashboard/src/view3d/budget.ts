const TOO_SLOW_MS = 45;
const FAST_MS = 22;
const PAUSE_MS = 250;

/** How many segments are drawn exactly: fewer while the picture moves, as many as this machine draws in time. */
export class Budget {
  #moving: number;
  #lastMs = 0;

  constructor(
    readonly atRest: number,
    private readonly least: number,
    start: number,
  ) {
    this.#moving = start;
  }

  /** For the next picture. */
  of(isMoving: boolean): number {
    return isMoving ? this.#moving : this.atRest;
  }

  /** A picture was begun; those that follow each other closely tell how long one takes. */
  drawn(nowMs: number, isMoving: boolean): void {
    const tookMs = nowMs - this.#lastMs;
    this.#lastMs = isMoving ? nowMs : 0;
    if (!isMoving || tookMs > PAUSE_MS * 4 || this.#lastMs === tookMs) return;
    if (tookMs > TOO_SLOW_MS) this.#moving = Math.max(this.#moving * 0.7, this.least);
    else if (tookMs < FAST_MS) this.#moving = Math.min(this.#moving * 1.15, this.atRest);
  }
}

/**
 * By what draws: a phone less than a desk, a processor without graphics least. What is `isCalm` changes by itself for
 * hours, and so is never drawn in full detail.
 */
export function budgetFor(
  canvas: HTMLCanvasElement,
  isCalm: boolean,
): { budget: Budget; isSlow: boolean; mostBlocks: number } {
  const isSlow = isSoftware(canvas.ownerDocument.createElement("canvas"));
  const isPhone = matchMedia("(pointer: coarse)").matches;
  const [atRest, least, moving] = isSlow
    ? ([150_000, 20_000, 60_000] as const)
    : isPhone
      ? ([400_000, 40_000, 150_000] as const)
      : ([1_200_000, 60_000, 400_000] as const);
  const budget = new Budget(isCalm ? moving : atRest, least, moving);
  return { budget, isSlow, mostBlocks: isSlow || isPhone ? 64 : 160 };
}

/** Whether the processor draws; asked of a canvas of its own, since the answer decides how the real one is made. */
function isSoftware(probe: HTMLCanvasElement): boolean {
  const gl = probe.getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (gl === null) return true;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software/i.test(String(name));
}
