import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { Segments } from "../../design/Tabs";
import { isDark } from "../../lib/colors";
import { number } from "../../lib/format";
import { kept } from "../../lib/store";
import { call } from "../../link/http";
import { socket } from "../../link/socket";
import { type PrinterState, printer } from "../../state/printers";
import { homeWords } from "../../words/home";
import { language } from "../../words/language";
import { drawTemperatures } from "./chart";
import { addSample, type Columns, emptyColumns, trim } from "./series";
import css from "./TemperaturePlot.module.css";

const SPANS = ["600", "3600", "21600", "86400"] as const;
const MOST_SAMPLES = 2400;
const POINTS = 600;
const REDRAW_MS = 500;

const span = kept<(typeof SPANS)[number]>("temperature-span", "600");

/** The temperatures over time: drag to zoom, press twice to see all. */
export function TemperaturePlot() {
  const t = homeWords.value;
  const element = useRef<HTMLDivElement>(null);
  const state = printer.value;
  const seconds = Number(span.value);
  const dark = isDark.value;
  const shownLanguage = language.value;

  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const plot = new Plot(target, state, seconds, t.plotLabel);
    return () => plot.end();
  }, [state, seconds, dark, shownLanguage]);

  const label = (one: string) =>
    Number(one) < 3600 ? t.minutes(number(Number(one) / 60)) : t.hours(number(Number(one) / 3600));
  return (
    <div class={css.plot}>
      <Segments
        label={t.span}
        value={span.value}
        options={SPANS.map((one) => ({ value: one, label: label(one) }))}
        onValue={(value) => {
          span.value = value;
        }}
      />
      <div ref={element} class={css.canvas} />
    </div>
  );
}

/** One plot on the page, from the history of the server on, until it ends. */
class Plot {
  readonly #columns: Columns = emptyColumns();
  #chart: uPlot | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isGone = false;
  readonly #ends: (() => void)[] = [];

  constructor(
    readonly element: HTMLElement,
    readonly state: PrinterState,
    readonly seconds: number,
    readonly label: string,
  ) {
    void this.#begin();
  }

  end(): void {
    this.#isGone = true;
    clearTimeout(this.#timer);
    for (const one of this.#ends) one();
    this.#chart?.destroy();
  }

  async #begin(): Promise<void> {
    await this.#load();
    const chart = await drawTemperatures(this.element, this.#columns, this.label);
    if (this.#isGone) {
      chart.destroy();
      return;
    }
    this.#chart = chart;
    this.#ends.push(
      this.state.temperatures.subscribe((sample) => {
        if (sample !== null) addSample(this.#columns, Date.now() / 1000, sample);
        this.#timer ??= setTimeout(() => this.#redraw(), REDRAW_MS);
      }),
      socket.onReturn(() => void this.#load()),
    );
  }

  async #load(): Promise<void> {
    try {
      const { samples } = await call("GET /api/printers/{printer}/temperatures", {
        path: { printer: this.state.name },
        query: { seconds: this.seconds, points: POINTS },
      });
      for (const column of this.#columns) column.length = 0;
      for (const one of samples) addSample(this.#columns, new Date(one.timestamp).getTime() / 1000, one);
    } catch {
      // What comes live is drawn all the same.
    }
  }

  #redraw(): void {
    this.#timer = undefined;
    if (this.#isGone || document.hidden) return;
    trim(this.#columns, Date.now() / 1000 - this.seconds, MOST_SAMPLES);
    const isZoomed = this.element.dataset.zoomed === "true";
    this.#chart?.setData(this.#columns, !isZoomed);
  }
}
