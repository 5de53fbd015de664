import { Download, FolderInput, Play, Trash2, X } from "lucide-preact";
import { Button, IconButton } from "../../../design/Button";
import { number } from "../../../lib/format";
import { common } from "../../../words/common";
import { fileWords } from "../../../words/files";
import { isGcode, type StoredFile } from "../facts";
import type { Action } from "./Acting";
import css from "./FileList.module.css";
import type { Selection } from "./selection";

/** What can be done with the selected files. */
export function SelectionBar({
  selection,
  shown,
  act,
}: {
  selection: Selection;
  shown: readonly StoredFile[];
  act: (action: Action) => void;
}) {
  if (selection.files.size === 0) return null;
  const t = fileWords.value;
  const files = [...selection.files.values()];
  const gcode = files.filter(isGcode);
  const isAll = shown.every(({ id }) => selection.files.has(id));
  return (
    <section class={css.bar} aria-label={t.selected(number(files.length))}>
      <IconButton label={t.clear} icon={<X />} kind="quiet" size="small" onClick={selection.clear} />
      <strong class={css.selected} role="status">
        {t.selected(number(files.length))}
      </strong>
      {!isAll && (
        <Button kind="quiet" size="small" onClick={() => selection.set([...files, ...shown])}>
          {t.selectAll}
        </Button>
      )}
      <div class={css.barActions}>
        <Button
          size="small"
          icon={<Play />}
          disabledReason={gcode.length === 0 ? t.onlyGcode : null}
          onClick={() => act({ kind: "print", files: gcode })}
        >
          {t.queueSeveral}
        </Button>
        <Button size="small" icon={<FolderInput />} onClick={() => act({ kind: "move", files })}>
          {t.move}
        </Button>
        <Button size="small" icon={<Download />} onClick={() => act({ kind: "download", files })}>
          {t.download}
        </Button>
        <Button size="small" kind="danger" icon={<Trash2 />} onClick={() => act({ kind: "delete", files })}>
          {common.value.delete}
        </Button>
      </div>
    </section>
  );
}
