import type { OrbitCamera } from "./camera";

const CLICK_PIXELS = 5;
const KEY_STEP = 0.06;
const KEY_PIXELS = 40;
const WHEEL_SPEED = 0.0015;

interface Handlers {
  /** The picture must be drawn anew; false when the movement has ended. */
  moved: (moving: boolean) => void;
  /** A place was clicked, in CSS pixels of the canvas. */
  clicked?: (x: number, y: number) => void;
}

/**
 * Mouse, wheel, touch and keys of a canvas move its camera: drag turns, right or shifted drag and two fingers shift,
 * wheel and pinch zoom. What it returns ends it.
 */
export function bindGestures(
  canvas: HTMLElement,
  camera: OrbitCamera,
  { moved, clicked }: Handlers,
): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  let wheelEnd: ReturnType<typeof setTimeout> | undefined;
  const height = () => canvas.clientHeight;

  const down = (event: PointerEvent) => {
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    canvas.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const dx = now.x - before.x;
    const dy = now.y - before.y;
    travelled += Math.abs(dx) + Math.abs(dy);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    if (other !== undefined) {
      const rect = canvas.getBoundingClientRect();
      const span = Math.hypot(before.x - other.x, before.y - other.y);
      const centre = { x: (now.x + other.x) / 2 - rect.left, y: (now.y + other.y) / 2 - rect.top };
      camera.pan(dx / 2, dy / 2, height());
      camera.zoom(
        span / Math.max(Math.hypot(now.x - other.x, now.y - other.y), 1),
        (2 * centre.x) / rect.width - 1,
        1 - (2 * centre.y) / rect.height,
      );
    } else if (event.shiftKey || event.buttons & 6) camera.pan(dx, dy, height());
    else camera.orbit(dx / height(), dy / height());
    moved(true);
  };
  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    if (pointers.size > 0) return;
    moved(false);
    if (travelled > CLICK_PIXELS || event.type !== "pointerup") return;
    const rect = canvas.getBoundingClientRect();
    clicked?.(event.clientX - rect.left, event.clientY - rect.top);
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const rect = canvas.getBoundingClientRect();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    camera.zoom(
      Math.exp(event.deltaY * lines * WHEEL_SPEED),
      (2 * (event.clientX - rect.left)) / rect.width - 1,
      1 - (2 * (event.clientY - rect.top)) / rect.height,
    );
    moved(true);
    clearTimeout(wheelEnd);
    wheelEnd = setTimeout(() => moved(false), 160);
  };
  const key = (event: KeyboardEvent) => {
    if (!keyMoves(event, camera, height())) return;
    event.preventDefault();
    moved(false);
  };
  const noMenu = (event: Event) => event.preventDefault();

  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("wheel", wheel, { passive: false });
  canvas.addEventListener("keydown", key);
  canvas.addEventListener("contextmenu", noMenu);
  return () => {
    clearTimeout(wheelEnd);
    canvas.removeEventListener("pointerdown", down);
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", up);
    canvas.removeEventListener("pointercancel", up);
    canvas.removeEventListener("wheel", wheel);
    canvas.removeEventListener("keydown", key);
    canvas.removeEventListener("contextmenu", noMenu);
  };
}

/** Arrows turn, with Shift they shift; plus and minus zoom. */
function keyMoves(event: KeyboardEvent, camera: OrbitCamera, height: number): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (arrow !== undefined) {
    const [x = 0, y = 0] = arrow;
    if (event.shiftKey) camera.pan(-x * KEY_PIXELS, -y * KEY_PIXELS, height);
    else camera.orbit(x * KEY_STEP, y * KEY_STEP);
    return true;
  }
  if (event.key === "+" || event.key === "=") camera.zoom(0.85);
  else if (event.key === "-") camera.zoom(1 / 0.85);
  else return false;
  return true;
}
