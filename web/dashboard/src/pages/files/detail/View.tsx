import { useState } from "preact/hooks";
import { Segments } from "../../../design/Tabs";
import { number } from "../../../lib/format";
import { filePageWords } from "../../../words/filePage";
import { FilePicture } from "../FilePicture";
import { factsOf, type StoredFile } from "../facts";
import css from "./FilePage.module.css";

/** What the file looks like; of a project with several plates, one at a time. */
export function View({ file }: { file: StoredFile }) {
  const t = filePageWords.value;
  const plates = factsOf(file.metadata).plates ?? [];
  const [plate, setPlate] = useState(String(plates[0]?.plate ?? ""));
  const path =
    plate === "" || file.thumbnailUrl === null ? file.thumbnailUrl : `${file.thumbnailUrl}?plate=${plate}`;
  return (
    <div class={css.view}>
      <FilePicture file={file} path={path} class={css.picture} />
      {plates.length > 1 && (
        <Segments
          label={t.plates}
          value={plate}
          options={plates.map((one) => ({
            value: String(one.plate),
            label: one.name || t.plate(number(one.plate)),
          }))}
          onValue={setPlate}
        />
      )}
    </div>
  );
}
