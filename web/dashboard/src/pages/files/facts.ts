import { duration, grams, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { fileWords } from "../../words/files";

export type StoredFile = Schemas["File"];

interface Extent {
  x: number;
  y: number;
  z: number;
}

/** What one plate of a 3MF project is. */
export interface Plate {
  plate: number;
  name: string | null;
}

/** What the analysis found out, as far as the page shows it; what is absent is not known. */
export interface FileFacts {
  estimatedTime?: number;
  layerCount?: number;
  filamentWeight?: number;
  filamentLength?: number;
  boundingBox?: { min: Extent; max: Extent; size: Extent };
  hotendTemperatures?: Record<string, number>;
  bedTemperature?: number;
  chamberTemperature?: number;
  faces?: number;
  volume?: number;
  watertight?: boolean;
  openEdges?: number;
  plates?: Plate[];
  warnings?: string[];
  processingError?: string;
  metadata?: SlicerFacts;
  filament?: { tool: number; type: string | null; weightGrams: number | null; lengthMm: number }[];
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
      if (!isGcode(file)) return facts.boundingBox === undefined ? "" : extent(facts.boundingBox.size);
      const parts = [];
      if (facts.estimatedTime !== undefined) parts.push(duration(facts.estimatedTime));
      if (facts.filamentWeight) parts.push(grams(facts.filamentWeight));
      return parts.join(" · ");
    }
  }
}
