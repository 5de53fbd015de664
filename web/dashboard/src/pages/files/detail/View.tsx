import { computed } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Link, useSearchParams } from "wouter-preact";
import { Segments } from "../../../design/Tabs";
import { number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import { kept } from "../../../lib/store";
import { call } from "../../../link/http";
import { printer } from "../../../state/printers";
import { Viewer } from "../../../view3d/lazy";
import { filePageWords } from "../../../words/filePage";
import { view3dWords } from "../../../words/view3d";
import { FilePicture } from "../FilePicture";
import { analysisOf, factsOf, isGcode, pictureOf, type StoredFile } from "../facts";
import css from "./FilePage.module.css";

type Look = "picture" | "space";

const look = kept<Look>("file-look", "picture");

interface ViewProps {
  file: StoredFile;
  plate: number | null;
  onPlate: (plate: number) => void;
}

/** What the file looks like; of a 3MF with several plates, one at a time. */
export function View({ file, plate, onPlate }: ViewProps) {
  const [parameters] = useSearchParams();
  // A finding of the check leads to its line, a sliced file to its moves.
  const line = Number(parameters.get("line")) || null;
  const sliced = parameters.get("sliced");
  const isAsked = line !== null || sliced !== null;
  const canTurn = analysisOf(file) === "done";
  const [chosen, setChosen] = useState<Look | null>(null);
  useEffect(() => {
    if (!isAsked) return;
    setChosen("space");
    scrollTo({ top: 0 });
  }, [line, sliced]);
  const shown: Look = canTurn ? (chosen ?? (isAsked ? "space" : look.value)) : "picture";
  const t = view3dWords.value;
  return (
    <div class={css.view}>
      {shown === "space" ? (
        <InSpace key={sliced} file={file} plate={plate} sliced={sliced} line={line} />
      ) : (
        <FilePicture file={file} path={pictureOf(file, plate, "large")} class={css.picture} />
      )}
      <div class={css.looks}>
        {canTurn && (
          <Segments
            label={t.look}
            value={shown}
            options={[
              { value: "picture", label: t.still },
              { value: "space", label: t.space },
            ]}
            onValue={(value) => {
              look.value = value;
              setChosen(value);
            }}
          />
        )}
        <Plates file={file} plate={plate} onPlate={onPlate} />
        {sliced !== null && shown === "space" && (
          <Link href={`/files/${file.id}`}>{filePageWords.value.backToModel}</Link>
        )}
      </div>
    </div>
  );
}

function InSpace({
  file,
  plate,
  sliced,
  line,
}: {
  file: StoredFile;
  plate: number | null;
  sliced: string | null;
  line: number | null;
}) {
  const { name, status } = printer.value;
  const jobId = status.value?.currentJob?.id ?? null;
  const job = useResource(
    async () =>
      jobId === null
        ? null
        : (await call("GET /api/jobs/{id}", { path: { id: jobId }, query: { points: 2 } })).job,
    [jobId],
  ).data;
  const live = useMemo(() => computed(() => status.value?.currentJob?.fileLine ?? null), [status]);
  const isPrinted = job?.fileId === file.id && job.slicedFileId === sliced;
  return (
    <div class={css.space}>
      <Viewer
        printer={name}
        fileId={file.id}
        slicedFileId={sliced}
        kind={isGcode(file) ? "gcode" : "model"}
        plate={plate}
        highlightLine={line}
        {...(isPrinted && line === null ? { live } : {})}
      />
    </div>
  );
}

function Plates({ file, plate, onPlate }: ViewProps) {
  const t = filePageWords.value;
  const plates = factsOf(file.metadata).plates ?? [];
  if (plates.length < 2) return null;
  return (
    <Segments
      label={t.plates}
      value={String(plate)}
      options={plates.map((one) => ({
        value: String(one.plate),
        label: one.name || t.plate(number(one.plate)),
      }))}
      onValue={(value) => onPlate(Number(value))}
    />
  );
}
