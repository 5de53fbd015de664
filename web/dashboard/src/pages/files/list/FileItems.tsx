import { useRef } from "preact/hooks";
import { isOperator } from "../../../state/session";
import { fileWords } from "../../../words/files";
import type { StoredFile } from "../facts";
import type { Action } from "./Acting";
import { FileCard } from "./FileCard";
import css from "./FileItems.module.css";
import type { View } from "./FileList";
import { FileRow } from "./FileRow";
import { move } from "./moving";
import type { Selection } from "./selection";

export interface ItemProps {
  file: StoredFile;
  isSelected: boolean;
  /** Whether some are selected: then a tap selects too. */
  isSelecting: boolean;
  select: (isRange: boolean) => void;
  act: (action: Action) => void;
  showsFolder: boolean;
}

interface FileItemsProps {
  files: readonly StoredFile[];
  view: View;
  selection: Selection;
  act: (action: Action) => void;
  showsFolder: boolean;
}

/** The files of a page of the list, as pictures or rows. */
export function FileItems({ files, view, selection, act, showsFolder }: FileItemsProps) {
  const root = useRef<HTMLUListElement>(null);
  const t = fileWords.value;
  const Item = view === "grid" ? FileCard : FileRow;

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const file = files.find(({ id }) => id === target.dataset.file);
    if (file === undefined || root.current === null) return;
    if (move(root.current, target, event.key)) event.preventDefault();
    if (!isOperator.peek()) return;
    if (event.key === " ") {
      event.preventDefault();
      selection.toggle(file, event.shiftKey);
    }
    if (event.key === "Delete") {
      const chosen = selection.files.has(file.id) ? [...selection.files.values()] : [file];
      act({ kind: "delete", files: chosen });
    }
    if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      selection.set(files);
    }
    if (event.key === "Escape") selection.clear();
  };
  return (
    <ul
      ref={root}
      class={view === "grid" ? css.grid : css.rows}
      aria-label={t.title}
      aria-description={t.shortcuts}
      onKeyDown={onKeyDown}
    >
      {files.map((file) => (
        <Item
          key={file.id}
          file={file}
          isSelected={selection.files.has(file.id)}
          isSelecting={selection.files.size > 0}
          select={(isRange) => selection.toggle(file, isRange)}
          act={act}
          showsFolder={showsFolder}
        />
      ))}
    </ul>
  );
}
