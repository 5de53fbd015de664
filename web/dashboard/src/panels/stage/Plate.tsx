import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { printer } from "../../state/printers";
import { LivePlate } from "../../view3d/lazy";
import { homeWords } from "../../words/home";
import css from "./Stage.module.css";

/** The plate of the print that is under way. */
export function Plate() {
  const { name, status } = printer.value;
  const job = status.value?.currentJob ?? null;
  const id = job?.id ?? null;
  const source = useResource(() => sourceOf(id), [id], ["file:processed"]).data;
  const line = useMemo(() => computed(() => status.value?.currentJob?.fileLine ?? null), [status]);
  if (job === null || source === null) return <p class={css.none}>{homeWords.value.noPlate}</p>;
  return (
    <LivePlate
      key={source.id}
      printer={name}
      fileId={source.fileId}
      slicedFileId={source.slicedFileId}
      kind="gcode"
      line={line}
      progress={job.progress}
    />
  );
}

/** The job whose toolpaths are shown; null before its file was analysed, when it has none yet. */
async function sourceOf(id: string | null) {
  if (id === null) return null;
  const { job } = await call("GET /api/jobs/{id}", { path: { id } });
  if (job.slicedFileId !== null) return job;
  const { file } = await call("GET /api/files/{id}", { path: { id: job.fileId } });
  return file.processedAt === null ? null : job;
}
