import { fileWords } from "../../../words/files";
import type { StoredFile } from "../facts";
import css from "./FileItems.module.css";

/** Chooses a file for what is done with several; with Shift all from the last one on. */
export function SelectBox({
  file,
  isSelected,
  select,
}: {
  file: StoredFile;
  isSelected: boolean;
  select: (isRange: boolean) => void;
}) {
  return (
    <label class={css.select}>
      <input
        type="checkbox"
        aria-label={fileWords.value.select(file.originalName)}
        checked={isSelected}
        onClick={(event) => select(event.shiftKey)}
      />
    </label>
  );
}
