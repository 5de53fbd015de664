import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { socket } from "../link/socket";

/** A picture of a camera as it came. */
export interface Frame {
  jpeg: Blob;
  /** When it was taken, in milliseconds since 1970. */
  takenMs: number;
}

export interface CameraState {
  state: Signal<string>;
  /** Why there is no picture; null while there is one. */
  reason: Signal<string | null>;
}

interface Viewer {
  fps: number;
  show: (frame: Frame) => void;
}

const viewers = new Map<string, Set<Viewer>>();
const states = new Map<string, CameraState>();
const subscribed = new Map<string, { fps: number; end: () => void }>();

const HIDDEN_FPS = 0;

export function cameraState(name: string): {
  state: ReadonlySignal<string>;
  reason: ReadonlySignal<string | null>;
} {
  return stateOf(name);
}

function stateOf(name: string): CameraState {
  let state = states.get(name);
  if (state === undefined) {
    state = { state: signal("idle"), reason: signal(null) };
    states.set(name, state);
  }
  return state;
}

/**
 * Shows a camera's pictures until what it returns is called. All that show one camera share one subscription, at
 * the highest rate that one of them wants; a page that is hidden gets none.
 */
export function watchCamera(name: string, fps: number, show: (frame: Frame) => void): () => void {
  const viewer = { fps, show };
  const all = viewers.get(name) ?? new Set();
  viewers.set(name, all.add(viewer));
  settle(name);
  return () => {
    all.delete(viewer);
    settle(name);
  };
}

function settle(name: string): void {
  const wanted = document.hidden
    ? HIDDEN_FPS
    : Math.max(0, ...[...(viewers.get(name) ?? [])].map((one) => one.fps));
  const before = subscribed.get(name);
  if (before?.fps === wanted) return;
  before?.end();
  subscribed.delete(name);
  if (wanted > 0)
    subscribed.set(name, {
      fps: wanted,
      end: socket.subscribe({ topic: "camera", data: { camera: name, fps: wanted, binary: true } }),
    });
}

/** Two bytes with the length of a head in JSON, the head, the picture. */
function receive(buffer: ArrayBuffer): void {
  const length = new DataView(buffer).getUint16(0);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 2, length))) as {
    event: string;
    camera: string;
    timestamp: number;
  };
  if (head.event !== "camera:frame") return;
  const frame = {
    jpeg: new Blob([new Uint8Array(buffer, 2 + length)], { type: "image/jpeg" }),
    takenMs: head.timestamp,
  };
  const state = stateOf(head.camera);
  state.state.value = "live";
  state.reason.value = null;
  for (const { show } of viewers.get(head.camera) ?? []) show(frame);
}

socket.onBinary(receive);

socket.on("camera:state", ({ camera, state, reason }) => {
  const known = stateOf(camera);
  known.state.value = state;
  if (state !== "live") known.reason.value = reason;
});

socket.on("camera:error", ({ camera, message }) => {
  if (camera !== null) stateOf(camera).reason.value = message;
});

document.addEventListener("visibilitychange", () => {
  for (const name of viewers.keys()) settle(name);
});
