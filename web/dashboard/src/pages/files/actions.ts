import { attempt, toast } from "../../design/Toast";
import { number, sentence } from "../../lib/format";
import { ApiError } from "../../link/errors";
import { call } from "../../link/http";
import { signedUrl } from "../../link/media";
import { common } from "../../words/common";
import { fileWords } from "../../words/files";
import type { StoredFile } from "./facts";

/** So many files the API takes at once. */
const AT_ONCE = 500;

interface Outcome {
  done: StoredFile[];
  /** Why not with the others, in words; null: there are none. */
  why: string | null;
}

/** Deletes files; the server keeps them for a while, so that they can be brought back. */
export async function deleteFiles(files: readonly StoredFile[]): Promise<void> {
  const t = fileWords.peek();
  const { done, why } = await bulk(files, { action: "delete" });
  if (why !== null) toast.error(t.notDeleted(number(files.length - done.length), why));
  const [first] = done;
  if (first === undefined) return;
  const said = done.length === 1 ? t.deleted(first.originalName) : t.deletedCount(number(done.length));
  toast.undo(said, () => void restoreFiles(done));
}

async function restoreFiles(files: readonly StoredFile[]): Promise<void> {
  await attempt(async () => {
    for (const { id } of files) await call("POST /api/trash/{id}/restore", { path: { id } });
  }, fileWords.peek().restored);
}

export async function moveFiles(files: readonly StoredFile[], folder: string): Promise<void> {
  const t = fileWords.peek();
  const { done, why } = await bulk(files, { action: "move", folder });
  if (why !== null) toast.error(t.notMoved(number(files.length - done.length), why));
  else toast.good(t.moved(number(done.length)));
}

async function bulk(
  files: readonly StoredFile[],
  what: { action: "delete" | "move"; folder?: string },
): Promise<Outcome> {
  const outcome: Outcome = { done: [], why: null };
  try {
    for (let begin = 0; begin < files.length; begin += AT_ONCE) {
      const some = files.slice(begin, begin + AT_ONCE);
      const body = { ids: some.map(({ id }) => id), ...what };
      const { done, failed } = await call("POST /api/files/bulk", { body });
      outcome.done.push(...some.filter(({ id }) => done.includes(id)));
      outcome.why ??= failed[0] === undefined ? null : sentence(failed[0].message);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    outcome.why = inWords(error);
  }
  return outcome;
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

/** What an error says to people. */
export function inWords(error: ApiError): string {
  return error.isOffline ? common.peek().offline : sentence(error.message);
}
