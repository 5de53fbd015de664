import { call } from "./http";

interface Signed {
  url: Promise<string>;
  untilMs: number;
}

/** Asked for again this long before it ends. */
const EARLY_MS = 60_000;
/** How many paths one request may have. */
const AT_ONCE = 100;

const known = new Map<string, Signed>();

/**
 * The address with which an element of the page may load a path of the API. Asked for once while it is valid, and
 * those of a whole list in one request.
 */
export function signedUrl(path: string): Promise<string> {
  const found = known.get(path);
  if (found !== undefined && found.untilMs > Date.now()) return found.url;
  const entry: Signed = { url: enqueue(path), untilMs: Number.POSITIVE_INFINITY };
  known.set(path, entry);
  entry.url.catch(() => known.delete(path));
  return entry.url;
}

interface Wanted {
  path: string;
  resolve: (url: string) => void;
  reject: (error: unknown) => void;
}

let queue: Wanted[] = [];

function enqueue(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (queue.length === 0) setTimeout(signAll);
    queue.push({ path, resolve, reject });
  });
}

function signAll(): void {
  const wanted = queue;
  queue = [];
  for (let first = 0; first < wanted.length; first += AT_ONCE)
    void sign(wanted.slice(first, first + AT_ONCE));
}

async function sign(wanted: readonly Wanted[]): Promise<void> {
  try {
    const answer = await call("POST /api/media/sign-all", { body: { paths: wanted.map((one) => one.path) } });
    const untilMs = new Date(answer.expiresAt).getTime() - EARLY_MS;
    wanted.forEach(({ path, resolve }, index) => {
      const entry = known.get(path);
      if (entry !== undefined) entry.untilMs = untilMs;
      resolve(answer.urls[index] ?? path);
    });
  } catch (error) {
    for (const { reject } of wanted) reject(error);
  }
}
