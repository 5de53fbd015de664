import { KINDS, type Kind, type Style } from "./format";

/** Red, green and blue from 0 to 1. */
export type Rgb = readonly [number, number, number];

export const COLOR_MODES = ["kind", "speed", "tool", "layerTime", "temperature"] as const;
/** `plain`: all of one colour, for a picture in which only what is hot stands out. */
export type ColorMode = (typeof COLOR_MODES)[number] | "plain";

/** The page's colours, as the tokens have them now. */
export interface Theme {
  ground: Rgb;
  line: Rgb;
  lineStrong: Rgb;
  text: Rgb;
  accent: Rgb;
  focus: Rgb;
  isDark: boolean;
}

/** What the colours mean: names, or a scale of numbers. */
export type Legend =
  | { mode: "plain" }
  | { mode: "kind"; entries: { kind: Kind; color: Rgb }[] }
  | { mode: "tool"; entries: { tool: number; color: Rgb }[] }
  | { mode: "speed" | "layerTime" | "temperature"; least: number; most: number; colors: Rgb[] };

/** Lightness, chroma and hue (OKLCH) of each kind in a light theme; a dark one is lighter. */
const KIND_COLORS: Record<Kind, readonly [number, number, number]> = {
  jump: [0.5, 0, 0],
  travel: [0.62, 0.09, 235],
  outerWall: [0.66, 0.165, 52],
  innerWall: [0.76, 0.13, 82],
  overhangWall: [0.5, 0.17, 280],
  infill: [0.56, 0.13, 25],
  solidInfill: [0.57, 0.15, 345],
  topSurface: [0.62, 0.17, 22],
  bridge: [0.58, 0.12, 250],
  gapFill: [0.8, 0.12, 105],
  support: [0.66, 0.12, 150],
  supportInterface: [0.54, 0.11, 165],
  skirt: [0.6, 0.07, 190],
  primeTower: [0.68, 0.06, 160],
  ironing: [0.7, 0.13, 5],
  other: [0.66, 0.06, 70],
};
const TOOL_HUES = [52, 240, 150, 320, 95, 195, 20, 280];
/** From slow to fast, from cold to hot; also told apart by lightness. */
const SCALE: readonly (readonly [number, number, number])[] = [
  [0.42, 0.13, 275],
  [0.56, 0.11, 225],
  [0.68, 0.12, 165],
  [0.79, 0.15, 105],
  [0.72, 0.17, 55],
  [0.57, 0.2, 25],
];
const DARKER = 0.04;

export function kindColor(kind: Kind, isDark: boolean): Rgb {
  const [l, c, h] = KIND_COLORS[kind];
  return oklch(isDark ? l + DARKER : l, c, h);
}

export function toolColor(tool: number, isDark: boolean): Rgb {
  return oklch(isDark ? 0.72 : 0.62, 0.15, TOOL_HUES[tool % TOOL_HUES.length] ?? 0);
}

/** A place of the scale, from 0 to 1. */
export function scaleColor(share: number): Rgb {
  const at = Math.min(Math.max(share, 0), 1) * (SCALE.length - 1);
  const index = Math.min(Math.floor(at), SCALE.length - 2);
  const part = at - index;
  const [l0 = 0, c0 = 0, h0 = 0] = SCALE[index] ?? [];
  const [l1 = 0, c1 = 0, h1 = 0] = SCALE[index + 1] ?? [];
  return oklch(l0 + (l1 - l0) * part, c0 + (c1 - c0) * part, h0 + (h1 - h0) * part);
}

/** Of what has no meaning by its colour. */
export function plainColor(isDark: boolean): Rgb {
  return isDark ? oklch(0.74, 0.025, 80) : oklch(0.7, 0.03, 75);
}

export interface Palette {
  /** Of each style red, green, blue and whether it is drawn, in bytes. */
  colors: Uint8Array;
  legend: Legend;
}

/** The colours of all styles; travel has its own in every mode. */
export function palette(styles: readonly Style[], mode: ColorMode, isDark: boolean): Palette {
  const printed = styles.filter(({ kind }) => kind !== "jump" && kind !== "travel");
  const { legend, colorOf } = colorsBy(mode, printed, isDark);
  const colors = new Uint8Array(styles.length * 4);
  styles.forEach((style, index) => {
    if (style.kind === "jump") return;
    const [r, g, b] = style.kind === "travel" ? kindColor("travel", isDark) : colorOf(style);
    colors.set([r * 255, g * 255, b * 255, 255], index * 4);
  });
  return { colors, legend };
}

function colorsBy(
  mode: ColorMode,
  printed: readonly Style[],
  isDark: boolean,
): { legend: Legend; colorOf: (style: Style) => Rgb } {
  if (mode === "plain") {
    const color = plainColor(isDark);
    return { legend: { mode }, colorOf: () => color };
  }
  if (mode === "kind") {
    const kinds = KINDS.filter((kind) => printed.some((style) => style.kind === kind));
    const entries = kinds.map((kind) => ({ kind, color: kindColor(kind, isDark) }));
    return { legend: { mode, entries }, colorOf: (style) => kindColor(style.kind, isDark) };
  }
  if (mode === "tool") {
    const tools = [...new Set(printed.map(({ tool }) => tool))].sort((a, b) => a - b);
    const entries = tools.map((tool) => ({ tool, color: toolColor(tool, isDark) }));
    return { legend: { mode, entries }, colorOf: (style) => toolColor(style.tool, isDark) };
  }
  const amountOf = {
    speed: (style: Style) => style.speed,
    layerTime: (style: Style) => style.layerSeconds,
    temperature: (style: Style) => style.celsius,
  }[mode];
  const values = printed.map(amountOf).filter((value) => value > 0);
  const least = Math.min(...values, Number.POSITIVE_INFINITY);
  const most = Math.max(...values, 0);
  // Times of layers span orders of magnitude.
  const place = (value: number) => (mode === "layerTime" ? Math.log(Math.max(value, 0.1)) : value);
  const span = place(most) - place(least);
  return {
    legend: {
      mode,
      least: values.length > 0 ? least : 0,
      most,
      colors: Array.from({ length: 9 }, (_, step) => scaleColor(step / 8)),
    },
    colorOf: (style) => scaleColor(span > 0 ? (place(amountOf(style)) - place(least)) / span : 0.5),
  };
}

/** As CSS takes it. */
export function css([r, g, b]: Rgb): string {
  return `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)})`;
}

/** By Björn Ottosson's OKLab; what a screen cannot show is cut off. */
export function oklch(lightness: number, chroma: number, hueDegrees: number): Rgb {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
    gamma(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
    gamma(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short),
  ];
}

function gamma(linear: number): number {
  const value = Math.min(Math.max(linear, 0), 1);
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}
