import type { Schemas } from "../../../link/api";

export type Profile = Schemas["Profile"];

/** The figures of a profile, with the limits of their fields. */
export const FIGURES = [
  { key: "layerHeight", unit: "mm", min: 0.01 },
  { key: "infill", unit: "%", min: 0, max: 100 },
  { key: "printSpeed", unit: "mm/s", min: 1 },
  { key: "nozzleTemp", unit: "°C", min: 0 },
  { key: "bedTemp", unit: "°C", min: 0 },
  { key: "retraction", unit: "mm", min: 0 },
] as const;
export type FigureKey = (typeof FIGURES)[number]["key"];

/** A profile as its form holds it. */
export interface ProfileDraft {
  name: string;
  description: string;
  figures: Record<FigureKey, string>;
  supports: boolean;
  /** `name = value`, one a line. */
  more: string;
}

export const NEW_PROFILE: ProfileDraft = {
  name: "",
  description: "",
  figures: {
    layerHeight: "0.2",
    infill: "15",
    printSpeed: "60",
    nozzleTemp: "210",
    bedTemp: "60",
    retraction: "0.8",
  },
  supports: false,
  more: "",
};

export function draftOf(profile: Profile): ProfileDraft {
  const figures = Object.fromEntries(FIGURES.map(({ key }) => [key, String(profile[key])]));
  return {
    name: profile.name,
    description: profile.description ?? "",
    figures: figures as Record<FigureKey, string>,
    supports: profile.supports,
    more: Object.entries(profile.metadata)
      .map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join("\n"),
  };
}

/** What is sent; or the first line of the further settings that is none. */
export function inputOf(draft: ProfileDraft): { input: Schemas["ProfileInput"] } | { badLine: string } {
  const metadata: Record<string, unknown> = {};
  for (const line of draft.more.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    const found = /^([a-z0-9_]+)\s*=\s*(.*)$/i.exec(line);
    if (found === null) return { badLine: line };
    metadata[found[1] ?? ""] = valueOfLine(found[2] ?? "");
  }
  const figures = Object.fromEntries(FIGURES.map(({ key }) => [key, Number(draft.figures[key])]));
  return {
    input: {
      ...(figures as Record<FigureKey, number>),
      name: draft.name.trim(),
      description: draft.description.trim() || null,
      supports: draft.supports,
      metadata,
    },
  };
}

/** Numbers, truth values and lists as such; anything else is a text. */
function valueOfLine(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
