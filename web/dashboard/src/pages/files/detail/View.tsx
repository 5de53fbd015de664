import { Segments } from "../../../design/Tabs";
import { number } from "../../../lib/format";
import { filePageWords } from "../../../words/filePage";
import { FilePicture } from "../FilePicture";
import { factsOf, pictureOf, type StoredFile } from "../facts";
import css from "./FilePage.module.css";

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
  return (
    <div class={css.view}>
      <FilePicture file={file} path={pictureOf(file, plate)} class={css.picture} />
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
