import { computed, type Signal, signal } from "@preact/signals";
import type { Schemas } from "../link/api";
import { call } from "../link/http";
import { socket } from "../link/socket";

export type Status = Schemas["PrinterStatus"];

/** What is known of one printer; each signal changes by itself, so that a figure redraws alone. */
export interface PrinterState {
  name: string;
  status: Signal<Status | null>;
  temperatures: Signal<Schemas["TemperatureData"] | null>;
  position: Signal<Schemas["Position"] | null>;
  /** When the last value came, in milliseconds since 1970. */
  seenMs: Signal<number | null>;
}

const states = new Map<string, PrinterState>();

/** All printers, in the order of the settings. */
export const printers = signal<Schemas["PrinterEntry"][]>([]);

const CHOSEN_KEY = "lezerprint.printer";

/** The name of the printer that the page shows, as chosen on this device. */
const chosen = signal<string | null>(stored());

export const printerName = computed(() => {
  const known = printers.value;
  const wanted = known.find((one) => one.name === chosen.value);
  return (wanted ?? known.find((one) => one.default) ?? known[0])?.name ?? "default";
});

/** The printer that the page shows. */
export const printer = computed(() => stateOf(printerName.value));

export function choosePrinter(name: string): void {
  chosen.value = name;
  try {
    localStorage.setItem(CHOSEN_KEY, name);
  } catch {
    // It holds until the page is loaded again.
  }
}

export function stateOf(name: string): PrinterState {
  const known = states.get(name);
  if (known !== undefined) return known;
  const made: PrinterState = {
    name,
    status: signal(null),
    temperatures: signal(null),
    position: signal(null),
    seenMs: signal(null),
  };
  states.set(name, made);
  return made;
}

export async function loadPrinters(): Promise<void> {
  printers.value = (await call("GET /api/printers")).printers;
}

/** Follows a printer over the WebSocket until what it returns is called. */
export function follow(name: string): () => void {
  const ends = ["status", "temperature", "progress"].map((topic) =>
    socket.subscribe({ topic, data: { printer: name } }),
  );
  return () => {
    for (const end of ends) end();
  };
}

function of(name: string | null): PrinterState | null {
  return name === null ? null : stateOf(name);
}

socket.on("status:update", (status, name) => {
  const state = of(name);
  if (state === null) return;
  state.status.value = status;
  state.temperatures.value = status.temperatures;
  state.position.value = status.position;
  state.seenMs.value = Date.now();
});

socket.on("temperature:update", (temperatures, name) => {
  const state = of(name);
  if (state === null) return;
  state.temperatures.value = temperatures;
  state.seenMs.value = Date.now();
});

socket.on("position:update", (position, name) => {
  const state = of(name);
  if (state !== null) state.position.value = position;
});

function stored(): string | null {
  try {
    return localStorage.getItem(CHOSEN_KEY);
  } catch {
    return null;
  }
}
