import { toast } from "../../design/Toast";
import { number } from "../../lib/format";
import { ApiError } from "../../link/errors";
import { call } from "../../link/http";
import { signedUrl } from "../../link/media";
import { common } from "../../words/common";
import { fileWords } from "../../words/files";
import type { StoredFile } from "./facts";

/** So many requests of one order are under way at once. */
const AT_ONCE = 4;

interface Outcome<T> {
  done: T[];
  /** The first error in words; null: there was none. */
  why: string | null;
}

/** Deletes files; what lies in the server's trash can be brought back for a while. */
export async function deleteFiles(files: readonly StoredFile[]): Promise<void> {
  const t = fileWords.peek();
  const { done, why } = await each(files, (file) =>
    call("DELETE /api/files/{id}", { path: { id: file.id } }),
  );
  if (why !== null) toast.error(t.notDeleted(number(files.length - done.length), why));
  const [first] = done;
  if (first === undefined) return;
  const said = done.length === 1 ? t.deleted(first.originalName) : t.deletedCount(number(done.length));
  toast.undo(said, () => void restoreFiles(done));
}

async function restoreFiles(files: readonly StoredFile[]): Promise<void> {
  const { why } = await each(files, (file) =>
    call("POST /api/trash/{id}/restore", { path: { id: file.id } }),
  );
  if (why === null) toast.good(fileWords.peek().restored);
  else toast.error(why);
}

export async function moveFiles(files: readonly StoredFile[], folder: string): Promise<void> {
  const t = fileWords.peek();
  const { done, why } = await each(files, (file) =>
    call("PATCH /api/files/{id}", { path: { id: file.id }, body: { folder } }),
  );
  if (why !== null) toast.error(t.notMoved(number(files.length - done.length), why));
  else toast.good(t.moved(number(done.length)));
}

/** Has the browser save something that the API lets download. */
export async function download(path: string): Promise<void> {
  try {
    const link = document.createElement("a");
    link.href = await signedUrl(path);
    link.download = "";
    link.click();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast.error(inWords(error));
  }
}

export function downloadFile(file: StoredFile): Promise<void> {
  return download(`/api/files/${file.id}/download`);
}

export function inWords(error: ApiError): string {
  return error.isOffline ? common.peek().offline : error.message;
}

/** Does something with each file, a few at once; one that fails does not keep the others from it. */
async function each(
  files: readonly StoredFile[],
  work: (file: StoredFile) => Promise<unknown>,
): Promise<Outcome<StoredFile>> {
  const outcome: Outcome<StoredFile> = { done: [], why: null };
  const left = [...files];
  const worker = async () => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      try {
        await work(file);
        outcome.done.push(file);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        outcome.why ??= inWords(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcome;
}
