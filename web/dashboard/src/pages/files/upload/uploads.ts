import { batch, computed, type Signal, signal } from "@preact/signals";
import type { Schemas } from "../../../link/api";
import { ApiError } from "../../../link/errors";
import { uploadWords } from "../../../words/uploads";
import { inWords } from "../actions";
import { type Choice, folderBelow } from "./dropped";
import { transfer } from "./transfer";

export type UploadState = "waiting" | "sending" | "done" | "failed" | "cancelled";

/** One file on its way to the server. */
export interface Upload {
  id: number;
  file: File;
  folder: string;
  state: Signal<UploadState>;
  /** From 0 to 100; null: not known. */
  percent: Signal<number | null>;
  /** Why it failed, or why it waits. */
  reason: Signal<string | null>;
  /** The file that came of it. */
  made: Signal<Schemas["File"] | null>;
  isSame: Signal<boolean>;
}

/** So many are sent at once: more would only share the same link and the same disk. */
const AT_ONCE = 2;

/** The folder into which a drop on the page goes. */
export const targetFolder = signal("");

/** All uploads of this page, in their order. */
export const uploads = signal<readonly Upload[]>([]);

export const isUploading = computed(() =>
  uploads.value.some(({ state }) => state.value === "waiting" || state.value === "sending"),
);

const aborters = new Map<number, AbortController>();
let lastId = 0;
let pausedUntilMs = 0;

/** Puts files into the list; they are sent two at a time. */
export function add(choice: Choice, target: string): void {
  const made = choice.files.map(({ file, folder }): Upload => {
    lastId += 1;
    return {
      id: lastId,
      file,
      folder: folderBelow(target, folder),
      state: signal("waiting"),
      percent: signal(null),
      reason: signal(null),
      made: signal(null),
      isSame: signal(false),
    };
  });
  const open = uploads.peek().filter(({ state }) => state.peek() !== "cancelled");
  uploads.value = [...open, ...made];
  sendNext();
}

export function cancel(upload: Upload): void {
  if (upload.state.peek() === "waiting") upload.state.value = "cancelled";
  else aborters.get(upload.id)?.abort();
}

export function cancelAll(): void {
  // Those that wait first: else the end of one would begin the next.
  const open = uploads.peek().filter(({ state }) => state.peek() === "waiting");
  for (const one of [...open, ...uploads.peek()]) cancel(one);
}

export function retry(upload: Upload): void {
  batch(() => {
    upload.state.value = "waiting";
    upload.reason.value = null;
    upload.percent.value = null;
  });
  sendNext();
}

/** Forgets those that have ended. */
export function clear(): void {
  uploads.value = uploads
    .peek()
    .filter(({ state }) => state.peek() === "waiting" || state.peek() === "sending");
}

function sendNext(): void {
  if (Date.now() < pausedUntilMs) return;
  while (aborters.size < AT_ONCE) {
    const next = uploads.peek().find(({ state }) => state.peek() === "waiting");
    if (next === undefined) return;
    void send(next);
  }
}

async function send(upload: Upload): Promise<void> {
  const aborter = new AbortController();
  aborters.set(upload.id, aborter);
  batch(() => {
    upload.state.value = "sending";
    upload.reason.value = null;
  });
  try {
    if (upload.file.size === 0) throw new ApiError(400, "EMPTY", uploadWords.peek().empty);
    const answer = await transfer({
      file: upload.file,
      folder: upload.folder,
      signal: aborter.signal,
      onPercent: (percent) => {
        upload.percent.value = percent;
      },
    });
    batch(() => {
      upload.state.value = "done";
      upload.percent.value = 100;
      upload.made.value = answer.file;
      upload.isSame.value = answer.duplicateOf !== null;
    });
  } catch (error) {
    await failed(upload, error, aborter.signal.aborted);
  } finally {
    aborters.delete(upload.id);
    sendNext();
  }
}

async function failed(upload: Upload, error: unknown, isAborted: boolean): Promise<void> {
  upload.percent.value = null;
  if (isAborted) {
    upload.state.value = "cancelled";
    return;
  }
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 429 && error.retryAfterSeconds !== null) {
    pause(upload, error.retryAfterSeconds);
    return;
  }
  // A file that cannot be read looks to `fetch` like a server that does not answer.
  const isReadable = !error.isOffline || (await canBeRead(upload.file));
  batch(() => {
    upload.state.value = "failed";
    upload.reason.value = isReadable ? inWords(error) : uploadWords.peek().unreadable;
  });
}

/** The server's limit is reached: all wait until it takes more. */
function pause(upload: Upload, seconds: number): void {
  batch(() => {
    upload.state.value = "waiting";
    upload.reason.value = uploadWords.peek().pausedFor(String(Math.ceil(seconds)));
  });
  pausedUntilMs = Date.now() + seconds * 1000;
  setTimeout(sendNext, seconds * 1000 + 50);
}

async function canBeRead(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}
