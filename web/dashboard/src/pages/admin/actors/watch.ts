import { type Signal, signal } from "@preact/signals";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { socket } from "../../../link/socket";

export type ActorNode = Schemas["ActorNode"];

/** A change of an actor's state, with when it came. */
export type Change = Schemas["ActorChange"] & { atMs: number };

const POLL_MS = 2000;
const SHORTEST_MS = 1000;
const SAMPLES = 30;
const CHANGES = 50;

/** The supervision tree while it is watched. */
export class ActorWatch {
  readonly root: Signal<ActorNode | null> = signal(null);
  /** Messages a second of each actor, the newest last. */
  readonly rates: Signal<ReadonlyMap<string, readonly number[]>> = signal(new Map());
  readonly changes: Signal<readonly Change[]> = signal([]);
  /** How often each actor changed while it was watched; what is drawn flashes when it does. */
  readonly flashes: Signal<ReadonlyMap<string, number>> = signal(new Map());

  #before = new Map<string, { handled: number; atMs: number; generation: number }>();
  #timer: ReturnType<typeof setInterval>;
  readonly #unsubscribe: () => void;

  constructor() {
    void this.refresh();
    this.#timer = setInterval(() => {
      if (!document.hidden) void this.refresh();
    }, POLL_MS);
    this.#unsubscribe = socket.on("actor:change", (change) => {
      this.changes.value = [{ ...change, atMs: Date.now() }, ...this.changes.value].slice(0, CHANGES);
      const flashes = new Map(this.flashes.value);
      this.flashes.value = flashes.set(change.path, (flashes.get(change.path) ?? 0) + 1);
      void this.refresh();
    });
  }

  end(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
  }

  async refresh(): Promise<void> {
    try {
      const root = await call("GET /api/admin/actors");
      this.#measure(root);
      this.root.value = root;
    } catch {
      // The connection's own notice says so; the next poll tries again.
    }
  }

  #measure(root: ActorNode): void {
    const nowMs = Date.now();
    const rates = new Map(this.rates.value);
    for (const node of nodes(root)) {
      const before = this.#before.get(node.path);
      if (before && nowMs - before.atMs < SHORTEST_MS) continue; // a burst of changes is no measure
      const isSame = before?.generation === node.generation;
      const rate =
        before && isSame ? ((node.messagesHandled - before.handled) * 1000) / (nowMs - before.atMs) : 0;
      rates.set(node.path, [...(rates.get(node.path) ?? []), rate].slice(-SAMPLES));
      this.#before.set(node.path, {
        handled: node.messagesHandled,
        atMs: nowMs,
        generation: node.generation,
      });
    }
    this.rates.value = rates;
  }
}

/** A node and all below it. */
export function nodes(root: ActorNode): ActorNode[] {
  return [root, ...root.children.flatMap(nodes)];
}
