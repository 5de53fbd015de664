import { type Resource, useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { analysisOf, factsOf, type StoredFile } from "./facts";

export type Prediction = Schemas["Prediction"];

/** What a print of a file takes, by the past prints of a printer; null where nothing can be told. */
export function usePrediction(
  file: StoredFile,
  printer: string,
  profileId: string | null = null,
): Resource<Prediction | null> {
  const canTell = analysisOf(file) === "done" && factsOf(file.metadata).plates === undefined;
  return useResource(
    async () =>
      canTell
        ? call("POST /api/analytics/predict", { body: { fileId: file.id, printer, profileId } }).catch(
            () => null,
          )
        : null,
    [file.id, file.processedAt, printer, profileId],
  );
}
