import type { Data } from "../../../link/http";
import { address, request } from "../../../link/http";
import { socket } from "../../../link/socket";

type Uploaded = Data<"POST /api/files/upload">;

/** Smaller files are there before anybody could read how far they are. */
const ANNOUNCED_BYTES = 1_000_000;
/** Longer names cannot be announced; the server shortens them. */
const ANNOUNCED_NAME_CHARACTERS = 255;

export interface Transfer {
  file: File;
  folder: string;
  signal: AbortSignal;
  /** Called with how far it is, from 0 to 100. */
  onPercent: (percent: number) => void;
}

/**
 * Sends a file. `fetch` does not say how far it is: the server does, over the WebSocket, for an upload that was
 * announced there. Without a connection it goes without figures.
 */
export async function transfer({ file, folder, signal, onPercent }: Transfer): Promise<Uploaded> {
  const uploadId = await announced(file);
  const end =
    uploadId === null
      ? () => undefined
      : socket.on("file:upload:progress", (progress) => {
          if (progress.uploadId === uploadId && progress.percentage !== null) onPercent(progress.percentage);
        });
  try {
    const form = new FormData();
    form.append("folder", folder);
    form.append("file", file, file.name);
    const url = address("/api/files/upload", {}, { uploadId });
    const answer = await request(url, { method: "POST", body: form, signal });
    return ((await answer.json()) as { data: Uploaded }).data;
  } finally {
    end();
  }
}

async function announced(file: File): Promise<string | null> {
  if (file.size < ANNOUNCED_BYTES || file.name.length > ANNOUNCED_NAME_CHARACTERS) return null;
  if (socket.state.peek() !== "open") return null;
  const reply = await socket
    .ask("file:upload:start", { name: file.name, size: file.size })
    .catch((error: unknown) => {
      if (socket.state.peek() !== "open") return null;
      throw error;
    });
  return (reply as { uploadId: string } | null)?.uploadId ?? null;
}
