import { request } from "../link/http";
import { signedUrl } from "../link/media";

/** Saves something large of the API: the browser loads it by its signed address. */
export async function downloadSigned(path: string, name: string): Promise<void> {
  save(await signedUrl(path), name);
}

/** Saves an answer of the API that fits into memory; throws `ApiError`. */
export async function downloadAnswer(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await (await request(path)).blob());
  save(url, name);
  // Not before the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function save(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
