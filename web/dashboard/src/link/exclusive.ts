const HELD_MS = 10_000;
const POLL_MS = 40;

/**
 * Does something in one tab at a time. Browsers have locks only on pages that were loaded securely; most servers at
 * home are not, and there the tabs take turns by an entry in their common storage.
 */
export async function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  if ("locks" in navigator) return navigator.locks.request(name, work);
  const release = await turn(`${name}.lock`);
  try {
    return await work();
  } finally {
    release();
  }
}

async function turn(key: string): Promise<() => void> {
  const own = `${Math.random()}`;
  try {
    for (;;) {
      const [holder, untilMs] = (localStorage.getItem(key) ?? "").split(" ");
      if (!holder || Number(untilMs) < Date.now()) {
        localStorage.setItem(key, `${own} ${Date.now() + HELD_MS}`);
        // Two may have written: after a while the last one's entry stands, and everybody sees whose it is.
        await pause(POLL_MS);
        if (localStorage.getItem(key)?.startsWith(`${own} `)) return () => localStorage.removeItem(key);
      } else await pause(POLL_MS);
    }
  } catch {
    return () => undefined; // without storage the tabs share nothing
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
