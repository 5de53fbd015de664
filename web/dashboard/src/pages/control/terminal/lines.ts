import { type Signal, signal } from "@preact/signals";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { socket } from "../../../link/socket";

export type Line = Schemas["TerminalLine"];

/** Something between two lines: that some were lost. */
export interface Gap {
  lost: number;
  /** Of the line after it. */
  sequence: number;
}

const KEPT = 2000;
const HISTORY = 500;

/** What is said between printer and server while it is watched, after what was said before. */
export class Conversation {
  readonly lines: Signal<readonly Line[]> = signal([]);
  readonly gaps: Signal<readonly Gap[]> = signal([]);
  readonly #ends: (() => void)[];
  #pending: Line[] = [];
  #scheduled = false;

  constructor(readonly printer: string) {
    this.#ends = [
      socket.on("terminal:lines", (data, name) => {
        if (name !== printer) return;
        const first = data.lines[0];
        if (data.lost > 0 && first)
          this.gaps.value = [...this.gaps.value, { lost: data.lost, sequence: first.sequence }];
        this.#add(data.lines);
      }),
      socket.subscribe({ topic: "terminal", data: { printer } }),
      socket.onReturn(() => void this.#load()),
    ];
    void this.#load();
  }

  end(): void {
    for (const one of this.#ends) one();
  }

  async #load(): Promise<void> {
    try {
      const { lines } = await call("GET /api/printers/{printer}/terminal", {
        path: { printer: this.printer },
        query: { limit: HISTORY },
      });
      this.#add(lines);
    } catch {
      // The connection's own notice says so.
    }
  }

  /** Many at once are drawn together: a page must not redraw for each line. */
  #add(lines: readonly Line[]): void {
    this.#pending.push(...lines);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => {
      this.#scheduled = false;
      this.lines.value = joined(this.lines.value, this.#pending, KEPT);
      this.#pending = [];
    }, 100);
  }
}

/** Both lists by number, each line once, the newest `most` of them. */
export function joined(known: readonly Line[], more: readonly Line[], most: number): Line[] {
  const all = new Map(known.map((line) => [line.sequence, line]));
  for (const line of more) all.set(line.sequence, line);
  return [...all.values()].sort((a, b) => a.sequence - b.sequence).slice(-most);
}

/** What a filter lets through: a text, or a regular expression between slashes; null where that is none. */
export function matcher(filter: string): ((text: string) => boolean) | null {
  const pattern = /^\/(.+)\/$/.exec(filter)?.[1];
  if (pattern === undefined) {
    const wanted = filter.toLowerCase();
    return (text) => text.toLowerCase().includes(wanted);
  }
  try {
    const expression = new RegExp(pattern, "i");
    return (text) => expression.test(text);
  } catch {
    return null;
  }
}
