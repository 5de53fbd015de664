import type uPlot from "uplot";
import { tokenColor } from "../../lib/colors";
import { clock, number } from "../../lib/format";
import { type Columns, SERIES } from "./series";

const COLORS = ["accent", "bed", "chamber"] as const;

/** Draws temperatures into an element and follows its size; uPlot is loaded when it is first needed. */
export async function drawTemperatures(
  element: HTMLElement,
  columns: Columns,
  label: string,
): Promise<uPlot> {
  const [{ default: UPlot }] = await Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]);
  const chart = new UPlot(options(element, label), columns, element);
  chart.root.setAttribute("role", "img");
  chart.root.setAttribute("aria-label", label);
  const resized = new ResizeObserver(() => chart.setSize(sizeOf(element)));
  resized.observe(element);
  chart.hooks.destroy = [() => resized.disconnect()];
  return chart;
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}

function options(element: HTMLElement, title: string): uPlot.Options {
  const muted = tokenColor("text-muted");
  const line = tokenColor("line");
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis: uPlot.Axis = { stroke: muted, font, ticks: { show: false }, grid: { stroke: line, width: 1 } };
  return {
    ...sizeOf(element),
    title: "",
    legend: { show: false },
    cursor: {
      points: { size: 7 },
      drag: { x: true, y: false, setScale: true },
      bind: {
        dblclick: (_, __, handler) => (event) => {
          element.dataset.zoomed = "false";
          handler(event);
          return null;
        },
      },
    },
    hooks: {
      setSelect: [
        (chart) => {
          if (chart.select.width > 0) element.dataset.zoomed = "true";
        },
      ],
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: 70,
        values: (_, ticks) => ticks.map((tick) => clock(new Date(tick * 1000))),
      },
      { ...axis, size: 40, values: (_, ticks) => ticks.map((tick) => `${number(tick)}°`) },
    ],
    scales: { y: { range: (_, __, highest) => [0, Math.max(50, Math.ceil((highest * 1.1) / 25) * 25)] } },
    series: [
      { label: title },
      ...SERIES.flatMap((name, index): uPlot.Series[] => {
        const stroke = tokenColor(COLORS[index] ?? "text");
        return [
          { label: name, stroke, width: 2, points: { show: false } },
          { label: name, stroke, width: 1, dash: [4, 4], points: { show: false } },
        ];
      }),
    ],
  };
}
