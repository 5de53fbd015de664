import { signal } from "@preact/signals";
import type { ServerEvents } from "./api";
import { ApiError } from "./errors";
import type { EventName } from "./events";
import { request } from "./http";
import { tokens } from "./tokens";

type Handler<N extends EventName> = (data: ServerEvents[N], printer: string | null) => void;
type AnyHandler = (data: never, printer: string | null) => void;
type BinaryHandler = (frame: ArrayBuffer) => void;

interface Incoming {
  event: string;
  data: unknown;
  id?: number;
  printer?: string;
  sequence?: number;
}

interface Waiting {
  resolve: (data: unknown) => void;
  reject: (error: ApiError) => void;
}

/** What a client asks for with `subscribe:<topic>`. */
export interface Subscription {
  topic: string;
  data: Record<string, unknown>;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;

/**
 * The WebSocket. It reconnects by itself, subscribes again, and asks for the events that it missed; who uses it
 * sees only `state` change.
 */
class Socket {
  /** `open` once the server has said hello; `lost` while it cannot be reached. */
  readonly state = signal<"closed" | "connecting" | "open" | "lost">("closed");
  /** When the connection was lost, in milliseconds since 1970; null while there is one. */
  readonly lostSinceMs = signal<number | null>(null);
  /** What the server said at its hello. */
  readonly hello = signal<ServerEvents["hello"] | null>(null);

  #socket: WebSocket | null = null;
  #handlers = new Map<string, Set<AnyHandler>>();
  #binary = new Set<BinaryHandler>();
  #returned = new Set<() => void>();
  #subscriptions = new Map<string, { subscription: Subscription; users: number }>();
  #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #sequence = 0;
  #retryMs = FIRST_RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #visitor = false;

  constructor() {
    globalThis.addEventListener?.("online", () => this.#retryNow());
    globalThis.document?.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#retryNow();
    });
  }

  /** Connects and stays connected; visitors see what the settings allow. */
  open(options: { visitor?: boolean } = {}): void {
    this.close();
    this.#visitor = options.visitor ?? false;
    void this.#connect();
  }

  close(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.state.value = "closed";
    this.lostSinceMs.value = null;
    this.hello.value = null;
  }

  /** Calls a handler for each event of a name, until what it returns is called. */
  on<N extends EventName>(name: N, handler: Handler<N>): () => void {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers.add(handler as AnyHandler));
    return () => handlers.delete(handler as AnyHandler);
  }

  /** Calls a handler each time that the connection is back after it was lost. */
  onReturn(handler: () => void): () => void {
    this.#returned.add(handler);
    return () => this.#returned.delete(handler);
  }

  /** Calls a handler for each binary frame. */
  onBinary(handler: BinaryHandler): () => void {
    this.#binary.add(handler);
    return () => this.#binary.delete(handler);
  }

  /** Subscribes until what it returns is called; equal subscriptions share one. */
  subscribe(subscription: Subscription): () => void {
    const key = JSON.stringify([subscription.topic, subscription.data]);
    const entry = this.#subscriptions.get(key) ?? { subscription, users: 0 };
    this.#subscriptions.set(key, entry);
    entry.users += 1;
    if (entry.users === 1) this.#send(`subscribe:${subscription.topic}`, subscription.data);
    let done = false;
    return () => {
      if (done) return;
      done = true;
      entry.users -= 1;
      if (entry.users > 0) return;
      this.#subscriptions.delete(key);
      this.#send(`unsubscribe:${subscription.topic}`, subscription.data);
    };
  }

  /** Sends a message and waits for its reply; throws `ApiError`. */
  ask(event: string, data: unknown = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#send(event, data);
      if (id === null) reject(new ApiError(0, "OFFLINE", "The server does not answer."));
      else this.#waiting.set(id, { resolve, reject });
    });
  }

  async #connect(): Promise<void> {
    this.state.value = this.lostSinceMs.value === null ? "connecting" : "lost";
    try {
      const protocols = this.#visitor ? [] : ["lezerprint", `lezerprint.bearer.${await credential()}`];
      const url = new URL(this.#visitor ? "/ws?demo=true" : "/ws", location.href);
      url.protocol = url.protocol.replace("http", "ws");
      const socket = new WebSocket(url, protocols);
      socket.binaryType = "arraybuffer";
      this.#socket = socket;
      socket.onmessage = (message) => this.#receive(message.data as string | ArrayBuffer);
      socket.onclose = () => {
        if (socket === this.#socket) this.#lost();
      };
    } catch {
      this.#lost();
    }
  }

  #lost(): void {
    this.#socket = null;
    this.state.value = "lost";
    this.lostSinceMs.value ??= Date.now();
    for (const { reject } of this.#waiting.values())
      reject(new ApiError(0, "OFFLINE", "The connection was lost before the answer."));
    this.#waiting.clear();
    clearTimeout(this.#timer);
    // Not all pages at once when the server is back.
    this.#timer = setTimeout(() => void this.#connect(), this.#retryMs * (0.75 + Math.random() / 2));
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #retryNow(): void {
    if (this.state.peek() !== "lost" || this.#socket !== null) return;
    clearTimeout(this.#timer);
    void this.#connect();
  }

  #send(event: string, data: unknown): number | null {
    if (this.state.peek() !== "open" || this.#socket?.readyState !== WebSocket.OPEN) return null;
    this.#lastId += 1;
    this.#socket.send(JSON.stringify({ event, data, id: this.#lastId }));
    return this.#lastId;
  }

  #receive(raw: string | ArrayBuffer): void {
    if (typeof raw !== "string") {
      for (const handler of this.#binary) handler(raw);
      return;
    }
    const message = JSON.parse(raw) as Incoming;
    if (message.id !== undefined && this.#answered(message)) return;
    if (message.event === "hello") this.#greeted(message.data as ServerEvents["hello"]);
    if (message.sequence !== undefined) this.#sequence = Math.max(this.#sequence, message.sequence);
    for (const handler of this.#handlers.get(message.event) ?? [])
      handler(message.data as never, message.printer ?? null);
  }

  #answered(message: Incoming): boolean {
    const waiting = this.#waiting.get(message.id as number);
    this.#waiting.delete(message.id as number);
    if (message.event === "error") {
      const error = message.data as { code: string; message: string; details?: unknown };
      waiting?.reject(new ApiError(400, error.code, error.message, error.details ?? null));
    } else waiting?.resolve(message.data);
    return true;
  }

  #greeted(hello: ServerEvents["hello"]): void {
    const before = this.hello.peek();
    this.state.value = "open";
    this.lostSinceMs.value = null;
    this.#retryMs = FIRST_RETRY_MS;
    for (const { subscription } of this.#subscriptions.values())
      this.#send(`subscribe:${subscription.topic}`, subscription.data);
    if (before !== null && before.stream === hello.stream)
      this.#send("resume", { stream: hello.stream, since: this.#sequence });
    else this.#sequence = hello.sequence;
    this.hello.value = hello;
    if (before !== null) for (const handler of this.#returned) handler();
  }
}

/** What the handshake shows: the page's token or, where `fetch` is signed in by its surroundings, a ticket. */
async function credential(): Promise<string> {
  const own = await tokens.access();
  if (own !== null) return own;
  const answer = await request("/api/auth/ticket", { method: "POST" });
  return ((await answer.json()) as { data: { ticket: string } }).data.ticket;
}

export const socket = new Socket();
