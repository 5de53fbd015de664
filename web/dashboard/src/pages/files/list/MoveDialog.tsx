import { Folder } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Field } from "../../../design/Field";
import { number } from "../../../lib/format";
import { common } from "../../../words/common";
import { fileWords } from "../../../words/files";
import { moveFiles } from "../actions";
import type { StoredFile } from "../facts";
import css from "./FileList.module.css";

/** Which folder files are moved to: one there is, or a new one. */
export function MoveDialog({
  files,
  folders,
  done,
  close,
}: {
  files: readonly StoredFile[];
  folders: readonly string[];
  done: () => void;
  close: () => void;
}) {
  const [folder, setFolder] = useState(files[0]?.folder ?? "");
  const [isBusy, setBusy] = useState(false);
  const t = fileWords.value;
  const move = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    await moveFiles(files, folder.trim().replace(/^\/+|\/+$/g, ""));
    done();
  };
  const title =
    files.length === 1 ? t.moveOne(files[0]?.originalName ?? "") : t.moveTitle(number(files.length));
  return (
    <Dialog
      title={title}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{common.value.cancel}</Button>
          <Button kind="primary" isBusy={isBusy} onClick={move}>
            {t.move}
          </Button>
        </>
      }
    >
      <form onSubmit={move}>
        <Field
          label={t.target}
          hint={t.targetHint}
          value={folder}
          onValue={setFolder}
          maxLength={512}
          autoFocus
        />
      </form>
      {folders.length > 0 && (
        <ul class={css.targets} aria-label={t.folders}>
          {["", ...folders].map((path) => (
            <li key={path}>
              <button
                type="button"
                class={css.target}
                aria-pressed={folder === path}
                onClick={() => setFolder(path)}
              >
                <Folder aria-hidden="true" />
                <span class="truncate">{path || t.noFolder}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
