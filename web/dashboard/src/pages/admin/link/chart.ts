import type uPlot from "uplot";
import { tokenColor } from "../../../lib/colors";
import { clock, number } from "../../../lib/format";

export interface ChartStyle {
  kind: "bars" | "line";
  token: string;
  /** Whether the hours stand below it. */
  hasTimes: boolean;
  /** Called with the index of the minute under the pointer; null: there is none. */
  point: (index: number | null) => void;
}

const SPAN_SECONDS = 3600;
const MINUTE_SECONDS = 60;
const SYNC = "link";
/** Steps of the scale: whole numbers, as half a line is none. */
const STEPS = [1, 2, 5]
  .flatMap((step) => [0, 1, 2, 3, 4, 5, 6].map((power) => step * 10 ** power))
  .sort((a, b) => a - b);

/** One measurement of each minute of the hour; uPlot is loaded when the first is drawn. */
export class MinutesChart {
  #chart: uPlot | null = null;
  #columns: [number[], number[]] = [[], []];
  #isGone = false;
  readonly #resized = new ResizeObserver(() => this.#chart?.setSize(sizeOf(this.element)));

  constructor(
    readonly element: HTMLElement,
    readonly style: ChartStyle,
  ) {
    void this.#begin();
  }

  show(times: number[], values: number[]): void {
    this.#columns = [times, values];
    this.#chart?.setData(this.#columns);
  }

  end(): void {
    this.#isGone = true;
    this.#resized.disconnect();
    this.#chart?.destroy();
  }

  async #begin(): Promise<void> {
    const [{ default: UPlot }] = await Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]);
    if (this.#isGone) return;
    this.#chart = new UPlot(options(UPlot, this.element, this.style), this.#columns, this.element);
    this.#resized.observe(this.element);
  }
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}

function options(UPlot: typeof uPlot, element: HTMLElement, style: ChartStyle): uPlot.Options {
  const muted = tokenColor("text-muted");
  const color = tokenColor(style.token);
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis: uPlot.Axis = { stroke: muted, font, ticks: { show: false } };
  const line = tokenColor("line");
  const paths = style.kind === "bars" ? UPlot.paths.bars?.({ size: [0.7, 14], radius: 0.15 }) : undefined;
  return {
    ...sizeOf(element),
    legend: { show: false },
    padding: [6, 8, 6, 0],
    cursor: { sync: { key: SYNC }, y: false, drag: { x: false, y: false }, points: { size: 7 } },
    hooks: { setCursor: [(chart) => style.point(chart.cursor.idx ?? null)] },
    axes: [
      {
        ...axis,
        grid: { show: false },
        show: style.hasTimes,
        size: 22,
        space: 80,
        values: (_, ticks) => ticks.map((tick) => clock(new Date(tick * 1000))),
      },
      {
        ...axis,
        grid: { stroke: line, width: 1 },
        size: 44,
        space: 22,
        incrs: STEPS,
        values: (_, ticks) => ticks.map((tick) => number(tick)),
      },
    ],
    scales: { x: { range: lastHour }, y: { range: (_, __, highest) => [0, Math.max(1, highest * 1.1)] } },
    series: [
      {},
      {
        stroke: color,
        width: style.kind === "bars" ? 0 : 2,
        ...(paths ? { fill: color, paths, points: { show: false } } : { points: { size: 5, fill: color } }),
        spanGaps: false,
      },
    ],
  };
}

/** Always the whole hour, so that a minute has its place however few there are. */
function lastHour(): [number, number] {
  const now = Date.now() / 1000;
  return [now - SPAN_SECONDS, now + MINUTE_SECONDS];
}
