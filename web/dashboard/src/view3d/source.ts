import { request } from "../link/http";
import { type Model, readModel } from "./model";
import { rangesOf, ToolpathFile } from "./toolpathFile";

/** G-code or a model on the server; of a model, G-code that was sliced from it. */
export interface Source {
  fileId: string;
  kind: "gcode" | "model";
  slicedFileId?: string | null | undefined;
  /** Of a project with several. */
  plate?: number | null | undefined;
}

export function openToolpaths(
  { fileId, slicedFileId, plate }: Source,
  signal: AbortSignal,
): Promise<ToolpathFile> {
  const path = slicedFileId
    ? `/api/sliced-files/${slicedFileId}/toolpaths`
    : `/api/files/${fileId}/toolpaths${ofPlate(plate)}`;
  return ToolpathFile.open(rangesOf(path, request), signal);
}

export async function openModel({ fileId, plate }: Source, signal: AbortSignal): Promise<Model> {
  const answer = await request(`/api/files/${fileId}/model${ofPlate(plate)}`, { signal });
  return readModel(await answer.arrayBuffer());
}

export const hasToolpaths = ({ kind, slicedFileId }: Source): boolean =>
  kind === "gcode" || Boolean(slicedFileId);

function ofPlate(plate: number | null | undefined): string {
  return plate == null ? "" : `?plate=${plate}`;
}
