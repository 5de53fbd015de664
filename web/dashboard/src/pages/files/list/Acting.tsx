import { Suspense } from "preact/compat";
import { useEffect } from "preact/hooks";
import { lazy } from "../../../lib/lazy";
import { deleteFiles, downloadFile } from "../actions";
import type { StoredFile } from "../facts";
import { MoveDialog } from "./MoveDialog";
import { RenameDialog } from "./RenameDialog";

const StartSheet = lazy(() => import("../start/StartSheet"));
const QueueDialog = lazy(() => import("../start/QueueDialog"));

/** Something to be done with files. */
export interface Action {
  kind: "print" | "rename" | "move" | "download" | "delete";
  files: readonly StoredFile[];
  /** Of a 3MF with several, the one to print. */
  plate?: number | null;
}

interface ActingProps {
  action: Action;
  folders: readonly string[];
  /** It is done. */
  done: () => void;
  /** It is not to be done after all. */
  close: () => void;
}

/** Does it, after asking what has to be known. */
export function Acting({ action, folders, done, close }: ActingProps) {
  const { kind, files } = action;
  const [first] = files;
  if (first === undefined) return null;
  switch (kind) {
    case "print":
      return (
        <Suspense fallback={null}>
          {files.length === 1 ? (
            <StartSheet file={first} plate={action.plate ?? null} onClose={close} />
          ) : (
            <QueueDialog files={files} done={done} close={close} />
          )}
        </Suspense>
      );
    case "rename":
      return <RenameDialog file={first} done={done} close={close} />;
    case "move":
      return <MoveDialog files={files} folders={folders} done={done} close={close} />;
    case "download":
      return <AtOnce key={first.id} run={() => downloadAll(files)} done={close} />;
    case "delete":
      return <AtOnce key={first.id} run={() => deleteFiles(files)} done={done} />;
  }
}

/** What needs no question. */
function AtOnce({ run, done }: { run: () => Promise<void>; done: () => void }) {
  useEffect(() => {
    void run().then(done);
  }, []);
  return null;
}

async function downloadAll(files: readonly StoredFile[]): Promise<void> {
  for (const file of files) await downloadFile(file);
}
