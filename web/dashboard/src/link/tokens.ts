import type { Schemas } from "./api";
import { exclusively } from "./exclusive";

const KEY = "lezerprint.session";
/** Renewed this long before it ends, since clocks differ and requests take time. */
const EARLY_MS = 30_000;

type Pair = Pick<Schemas["TokenPair"], "accessToken" | "refreshToken">;

/**
 * The tokens of the page's session, in the browser's storage as far as there is one (in the tab of a slicer there
 * may be none). All tabs share them: a refresh token works once, and its second use ends the session.
 */
class Tokens {
  #pair: Pair | null = read();
  #renewing: Promise<string | null> | null = null;

  /** Whether the page signed in by itself. */
  get known(): boolean {
    return this.#current() !== null;
  }

  /** A token that is still valid; null without a session. */
  async access(): Promise<string | null> {
    const pair = this.#current();
    if (pair === null) return null;
    return isFresh(pair) ? pair.accessToken : this.renew(pair.accessToken);
  }

  /** Takes the tokens of a sign-in. */
  take({ accessToken, refreshToken }: Pair): void {
    this.#pair = { accessToken, refreshToken };
    write(this.#pair);
  }

  forget(): void {
    this.#pair = null;
    write(null);
  }

  /** A new access token in place of one that has ended; null if the session has. */
  renew(ended: string | null = this.#current()?.accessToken ?? null): Promise<string | null> {
    this.#renewing ??= exclusively(KEY, () => this.#renewNow(ended)).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renewNow(ended: string | null): Promise<string | null> {
    const pair = this.#current();
    if (pair === null) return null;
    if (pair.accessToken !== ended && isFresh(pair)) return pair.accessToken; // another tab was faster
    const response = await fetch("/api/auth/refresh", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ refreshToken: pair.refreshToken }),
    }).catch(() => null);
    if (response?.status === 401) {
      this.forget();
      return null;
    }
    if (!response?.ok) return pair.accessToken; // the server is away: the session may still be good
    this.take(((await response.json()) as { data: Pair }).data);
    return this.#pair?.accessToken ?? null;
  }

  /** Another tab may have renewed or ended the session. */
  #current(): Pair | null {
    const stored = read();
    if (stored !== null || hasStorage()) this.#pair = stored;
    return this.#pair;
  }
}

function isFresh(pair: Pair): boolean {
  return Date.now() < expiryMs(pair.accessToken) - EARLY_MS;
}

function expiryMs(token: string): number {
  const [, payload = ""] = token.split(".");
  const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as { exp: number };
  return claims.exp * 1000;
}

function hasStorage(): boolean {
  try {
    return localStorage !== null;
  } catch {
    return false;
  }
}

function read(): Pair | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") as Pair | null;
  } catch {
    return null;
  }
}

function write(pair: Pair | null): void {
  try {
    if (pair === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(pair));
  } catch {
    // Without storage the session ends with the page.
  }
}

export const tokens = new Tokens();
