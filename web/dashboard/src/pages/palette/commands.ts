import { pagesOf } from "../../app/pages";
import { attempt, toast } from "../../design/Toast";
import { celsius } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { heatersOffText, order, unavailable } from "../../state/orders";
import { printer, printerName } from "../../state/printers";
import { isOperator, user } from "../../state/session";
import { paletteWords } from "../../words/palette";
import { shell } from "../../words/shell";
import { wallWords } from "../../words/wall";
import { type Heating, heatingOf, scoreOf } from "./match";

export interface Command {
  key: string;
  kind: "page" | "file" | "job" | "macro" | "order";
  text: string;
  /** Beside it: where, or why not now. */
  detail?: string | undefined;
  isOff?: boolean;
  run: () => void;
}

export interface Found {
  files: Schemas["File"][];
  jobs: Schemas["Job"][];
  macros: Schemas["Macro"][];
}

const MOST = 12;

/** What fits what was typed, the best first. Nothing is done before it is chosen. */
export function commandsFor(typed: string, found: Found, go: (path: string) => void): Command[] {
  const fixed = [
    ...pageCommands(go),
    ...(isOperator.value ? [...orders(), ...macroCommands(found.macros, go)] : []),
  ];
  const fitting = fixed
    .map((one) => ({ one, score: scoreOf(one.text, typed) }))
    .filter(({ score }) => score !== null)
    .sort((left, right) => (right.score ?? 0) - (left.score ?? 0))
    .map(({ one }) => one);
  const heating = isOperator.value ? heatingOf(typed) : null;
  return [...(heating ? [heatCommand(heating)] : []), ...fitting.slice(0, MOST), ...foundCommands(found, go)];
}

function pageCommands(go: (path: string) => void): Command[] {
  const w = wallWords.value;
  const pages = pagesOf(user.value?.role ?? "VIEWER").map(
    ({ path, name }) => [path, shell.value[name]] as const,
  );
  return [...pages, ["/kiosk", w.kiosk] as const, ["/wall", w.wall] as const].map(([path, text]) => ({
    key: `page-${path}`,
    kind: "page",
    text,
    run: () => go(path),
  }));
}

function foundCommands({ files, jobs }: Found, go: (path: string) => void): Command[] {
  return [
    ...files.map(
      (one): Command => ({
        key: `file-${one.id}`,
        kind: "file",
        text: one.originalName,
        detail: one.folder || undefined,
        run: () => go(`/files/${one.id}`),
      }),
    ),
    ...jobs.map(
      (one): Command => ({
        key: `job-${one.id}`,
        kind: "job",
        text: one.name,
        detail: one.printer,
        run: () => go(`/jobs/${one.id}`),
      }),
    ),
  ];
}

function said(text: string, work: () => Promise<boolean>): () => void {
  return () => void work().then((isDone) => isDone && toast.good(paletteWords.peek().sent(text)));
}

function orders(): Command[] {
  const t = paletteWords.value;
  const make = (key: string, text: string, reason: string | null, work: () => Promise<boolean>): Command => ({
    key: `order-${key}`,
    kind: "order",
    text,
    detail: reason ?? t.printer(printerName.value),
    isOff: reason !== null,
    run: said(text, work),
  });
  const print = printer.value.status.value?.currentJob ?? null;
  const ofPrint =
    print === null
      ? []
      : [
          make("pause", t.pause, unavailable("pause"), () => order("POST /api/printers/{printer}/pause")),
          make("resume", t.resume, unavailable("resume"), () => order("POST /api/printers/{printer}/resume")),
        ];
  return [
    ...ofPrint,
    make("heaters-off", heatersOffText(), null, () => order("POST /api/printers/{printer}/heaters-off")),
    make("home", t.home, unavailable("move"), () =>
      order("POST /api/printers/{printer}/home", { axes: "all" }),
    ),
  ];
}

function heatCommand({ heater, celsius: target }: Heating): Command {
  const t = paletteWords.value;
  const texts = {
    hotend: [t.nozzle, t.nozzleOff],
    bed: [t.bed, t.bedOff],
    chamber: [t.chamber, t.chamberOff],
  } as const;
  const [on, off] = texts[heater];
  const text = target > 0 ? on(celsius(target)) : off;
  const reason = target > 0 ? unavailable("temperature") : null;
  return {
    key: `heat-${heater}`,
    kind: "order",
    text,
    detail: reason ?? t.printer(printerName.value),
    isOff: reason !== null,
    run: said(text, () => order("POST /api/printers/{printer}/temperature", { [heater]: target })),
  };
}

function macroCommands(macros: readonly Schemas["Macro"][], go: (path: string) => void): Command[] {
  const t = paletteWords.value;
  const name = printerName.value;
  return macros.map((one): Command => {
    const asks = one.parameters.some((parameter) => parameter.default === null);
    const reason = unavailable("command");
    const text = t.runMacro(one.name);
    const run = () =>
      attempt(() =>
        call("POST /api/printers/{printer}/macros/{name}", { path: { printer: name, name: one.name } }),
      );
    return {
      key: `macro-${one.name}`,
      kind: "macro",
      text,
      detail: asks ? t.needsValues : (reason ?? (one.description || t.printer(name))),
      isOff: !asks && reason !== null,
      run: asks ? () => go("/control/macros") : said(text, run),
    };
  });
}
