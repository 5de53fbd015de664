import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Field } from "../../../design/Field";
import { ApiError } from "../../../link/errors";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { fileWords } from "../../../words/files";
import { inWords } from "../actions";
import type { StoredFile } from "../facts";

export function RenameDialog({
  file,
  done,
  close,
}: {
  file: StoredFile;
  done: () => void;
  close: () => void;
}) {
  const [name, setName] = useState(file.originalName);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const t = fileWords.value;
  const rename = async (event: Event) => {
    event.preventDefault();
    if (name.trim() === "") return;
    setBusy(true);
    try {
      await call("PATCH /api/files/{id}", { path: { id: file.id }, body: { name: name.trim() } });
      done();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(inWords(failure));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t.renameTitle}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{common.value.cancel}</Button>
          <Button kind="primary" isBusy={isBusy} onClick={rename}>
            {common.value.save}
          </Button>
        </>
      }
    >
      <form onSubmit={rename}>
        <Field label={t.newName} value={name} onValue={setName} error={error} maxLength={255} autoFocus />
      </form>
    </Dialog>
  );
}
