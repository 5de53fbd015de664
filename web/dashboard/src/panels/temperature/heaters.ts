import type { Schemas } from "../../link/api";
import { homeWords } from "../../words/home";

export type HeaterKind = "hotend" | "bed" | "chamber";

/** A heater of the printer as a person knows it. */
export interface Heater {
  key: string;
  kind: HeaterKind;
  /** Of a hotend, from 0; null where there is one alone. */
  tool: number | null;
  name: string;
  actual: number | null;
  target: number | null;
}

/** The heaters that a printer has, the nozzles first. */
export function heatersOf(temperatures: Schemas["TemperatureData"]): Heater[] {
  const t = homeWords.value;
  const { tools, hotend, bed, chamber } = temperatures;
  const nozzles: Heater[] =
    tools.length > 1
      ? tools.map((one) => ({
          key: `tool${one.tool}`,
          kind: "hotend",
          tool: one.tool,
          name: t.hotendNumber(String(one.tool + 1)),
          actual: one.actual,
          target: one.target,
        }))
      : hotend
        ? [{ key: "hotend", kind: "hotend", tool: null, name: t.hotend, ...hotend }]
        : [];
  const others: Heater[] = [];
  if (bed) others.push({ key: "bed", kind: "bed", tool: null, name: t.bed, ...bed });
  if (chamber) others.push({ key: "chamber", kind: "chamber", tool: null, name: t.chamber, ...chamber });
  return [...nozzles, ...others];
}

/** Warm enough to burn a finger. */
export const HOT_CELSIUS = 50;
