import { useState } from "preact/hooks";
import { useSearch } from "wouter-preact";
import { Segments } from "../../../design/Tabs";
import { number } from "../../../lib/format";
import { kept } from "../../../lib/store";
import { printerName } from "../../../state/printers";
import { Viewer } from "../../../view3d/lazy";
import { filePageWords } from "../../../words/filePage";
import { view3dWords } from "../../../words/view3d";
import { FilePicture } from "../FilePicture";
import { analysisOf, factsOf, isGcode, pictureOf, type StoredFile } from "../facts";
import css from "./FilePage.module.css";

type Look = "picture" | "space";

const look = kept<Look>("file-look", "picture");

/** What the file looks like; of a 3MF with several plates, one at a time. */
export function View({
  file,
  plate,
  onPlate,
}: {
  file: StoredFile;
  plate: number | null;
  onPlate: (plate: number) => void;
}) {
  const t = filePageWords.value;
  const plates = factsOf(file.metadata).plates ?? [];
  // A finding of the check leads to its line.
  const line = Number(new URLSearchParams(useSearch()).get("line")) || null;
  const canTurn = analysisOf(file) === "done";
  const [chosen, setChosen] = useState<Look | null>(line === null ? null : "space");
  const shown: Look = canTurn ? (chosen ?? look.value) : "picture";
  return (
    <div class={css.view}>
      {shown === "space" ? (
        <div class={css.space}>
          <Viewer
            printer={printerName.value}
            fileId={file.id}
            kind={isGcode(file) ? "gcode" : "model"}
            plate={plate}
            highlightLine={line}
          />
        </div>
      ) : (
        <FilePicture file={file} path={pictureOf(file, plate)} class={css.picture} />
      )}
      {canTurn && (
        <Segments
          label={view3dWords.value.look}
          value={shown}
          options={[
            { value: "picture", label: view3dWords.value.still },
            { value: "space", label: view3dWords.value.space },
          ]}
          onValue={(value) => {
            look.value = value;
            setChosen(value);
          }}
        />
      )}
      {plates.length > 1 && (
        <Segments
          label={t.plates}
          value={String(plate)}
          options={plates.map((one) => ({
            value: String(one.plate),
            label: one.name || t.plate(number(one.plate)),
          }))}
          onValue={(value) => onPlate(Number(value))}
        />
      )}
    </div>
  );
}
