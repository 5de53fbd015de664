import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Field } from "../../../design/Field";
import { toast } from "../../../design/Toast";
import { number } from "../../../lib/format";
import { ApiError } from "../../../link/errors";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { fileWords } from "../../../words/files";
import { inWords } from "../actions";
import { folderBelow } from "../upload/dropped";
import type { FolderEntry } from "./FolderItems";
import { addressOf } from "./listing";

interface FolderDialogProps {
  folder: FolderEntry;
  done: () => void;
  close: () => void;
}

export function NewFolder({ folder, close }: { folder: string; close: () => void }) {
  const [, go] = useLocation();
  const create = async (name: string) => {
    const path = folderBelow(folder, name);
    await call("POST /api/folders", { body: { path } });
    close();
    go(addressOf({ folder: path }));
  };
  const t = fileWords.value;
  return <NameDialog title={t.newFolder} action={t.create} initial="" take={create} close={close} />;
}

export function RenameFolder({ folder, done, close }: FolderDialogProps) {
  const rename = async (newPath: string) => {
    await call("PATCH /api/folders", { body: { path: folder.path, newPath } });
    done();
  };
  const t = fileWords.value;
  return (
    <NameDialog
      title={t.renameFolder}
      hint={t.renameFolderHint}
      action={common.value.save}
      initial={folder.path}
      take={rename}
      close={close}
    />
  );
}

/** Asks for the name of a folder, until the server takes it. */
function NameDialog({
  title,
  hint,
  action,
  initial,
  take,
  close,
}: {
  title: string;
  hint?: string;
  action: string;
  initial: string;
  take: (name: string) => Promise<void>;
  close: () => void;
}) {
  const [name, setName] = useState(initial);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const clean = name.trim().replace(/^\/+|\/+$/g, "");
    if (clean === "") return;
    setBusy(true);
    setError(null);
    try {
      await take(clean);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(inWords(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{common.value.cancel}</Button>
          <Button kind="primary" isBusy={isBusy} onClick={submit}>
            {action}
          </Button>
        </>
      }
    >
      <form onSubmit={submit}>
        <Field
          label={fileWords.value.folderName}
          hint={hint}
          error={error}
          value={name}
          onValue={setName}
          maxLength={512}
          autoFocus
        />
      </form>
    </Dialog>
  );
}

export function DeleteFolder({ folder, done, close }: FolderDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const t = fileWords.value;
  const remove = async () => {
    setBusy(true);
    try {
      await call("DELETE /api/folders", { query: { path: folder.path, withFiles: true } });
      toast.good(t.deleted(folder.name));
      done();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      toast.error(inWords(failure));
      close();
    }
  };
  return (
    <Dialog
      title={t.deleteFolder(folder.name)}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{common.value.cancel}</Button>
          <Button kind="danger" isBusy={isBusy} onClick={() => void remove()}>
            {common.value.delete}
          </Button>
        </>
      }
    >
      <p>{folder.files === 0 ? t.deleteEmpty : t.deleteWithFiles(folder.files, number(folder.files))}</p>
    </Dialog>
  );
}
