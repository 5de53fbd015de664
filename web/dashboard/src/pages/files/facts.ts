import { duration, grams, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { address } from "../../link/http";
import { fileWords } from "../../words/files";

export type StoredFile = Schemas["File"];

interface Extent {
  x: number;
  y: number;
  z: number;
}

/** What the analysis found out, as far as the page shows it; what is absent or null is not known. */
export interface FileFacts {
  estimatedTime?: number;
  slicerTime?: number | null;
  layerCount?: number | undefined;
  filamentWeight?: number | null;
  filamentLength?: number;
  boundingBox?: { min: Extent; max: Extent; size: Extent } | null;
  hotendTemperatures?: Record<string, number>;
  bedTemperature?: number | null;
  chamberTemperature?: number | null;
  faces?: number;
  volume?: number;
  watertight?: boolean;
  openEdges?: number;
  /** Of a 3MF with several plates what is known of each; the file's own facts are those of the first. */
  plates?: Plate[];
  warnings?: string[];
  processingError?: string;
  metadata?: SlicerFacts;
}

export interface Plate extends FileFacts {
  plate: number;
  name: string;
}

/** What the slicer wrote into the file. */
export interface SlicerFacts {
  slicer?: string | null;
  slicerVersion?: string | null;
  printer?: string | null;
  layerHeight?: number | null;
  nozzleDiameter?: number | null;
  filamentTypes?: string[];
}

export function factsOf(metadata: Record<string, unknown> | null): FileFacts {
  return (metadata ?? {}) as FileFacts;
}

/** What is known of one plate of a file; null: the file has none to choose from. */
export function factsOfPlate(file: StoredFile, plate: number | null): FileFacts {
  const facts = factsOf(file.metadata);
  return facts.plates?.find((one) => one.plate === plate) ?? facts;
}

/** The number of the plate that is shown first; null: the file has none to choose from. */
export function firstPlate(file: StoredFile): number | null {
  return factsOf(file.metadata).plates?.[0]?.plate ?? null;
}

/** What is known of G-code that was sliced from a model; its figures are the slicer's own. */
export function factsOfSliced(sliced: Schemas["SlicedFile"]): FileFacts {
  const facts = factsOf(sliced.metadata);
  const { estimatedTime, filamentUsage, layerCount } = sliced;
  return {
    ...facts,
    estimatedTime,
    filamentWeight: filamentUsage,
    layerCount: layerCount ?? facts.layerCount,
  };
}

/** The path of the picture of a plate, as large as the slicer drew it or for a list; null: there is none. */
export function pictureOf({ thumbnailUrl }: StoredFile, plate: number | null, size?: "large"): string | null {
  return thumbnailUrl === null ? null : address(thumbnailUrl, {}, { plate, size });
}

/** The temperatures of a print: of the nozzles, then the bed. */
export function heatOf({ hotendTemperatures, bedTemperature }: FileFacts): number[] {
  return [...Object.values(hotendTemperatures ?? {}), bedTemperature].filter((value) => value != null);
}

export function isGcode(file: StoredFile): boolean {
  return file.fileType === "GCODE";
}

/** How far its analysis is. */
export function analysisOf(file: StoredFile): "pending" | "failed" | "done" {
  if (factsOf(file.metadata).processingError !== undefined) return "failed";
  return file.processedAt === null ? "pending" : "done";
}

/** "60 × 31 × 48 mm". */
export function extent({ x, y, z }: Extent): string {
  return `${[x, y, z].map((length) => number(length, length < 10 ? 1 : 0)).join(" × ")} mm`;
}

/** The most telling thing of a file in one line. */
export function summary(file: StoredFile): string {
  const t = fileWords.value;
  switch (analysisOf(file)) {
    case "pending":
      return t.analysing;
    case "failed":
      return t.notAnalysed;
    case "done": {
      const facts = factsOf(file.metadata);
      if (!isGcode(file)) return facts.boundingBox ? extent(facts.boundingBox.size) : "";
      const parts = [];
      if (facts.estimatedTime !== undefined) parts.push(duration(facts.estimatedTime));
      if (facts.filamentWeight) parts.push(grams(facts.filamentWeight));
      return parts.join(" · ");
    }
  }
}
