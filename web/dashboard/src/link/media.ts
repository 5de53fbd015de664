import { call } from "./http";

interface Signed {
  url: Promise<string>;
  untilMs: number;
}

/** Asked for again this long before it ends. */
const EARLY_MS = 60_000;

const known = new Map<string, Signed>();

/** The address with which an element of the page may load a path of the API; asked for once while it is valid. */
export function signedUrl(path: string): Promise<string> {
  const found = known.get(path);
  if (found !== undefined && found.untilMs > Date.now()) return found.url;
  const entry: Signed = { url: sign(path), untilMs: Number.POSITIVE_INFINITY };
  known.set(path, entry);
  return entry.url;

  async function sign(wanted: string): Promise<string> {
    try {
      const answer = await call("POST /api/media/sign", { body: { path: wanted } });
      entry.untilMs = new Date(answer.expiresAt).getTime() - EARLY_MS;
      return answer.url;
    } catch (error) {
      known.delete(wanted);
      throw error;
    }
  }
}
