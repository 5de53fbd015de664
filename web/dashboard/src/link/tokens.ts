import type { Schemas } from "./api";

const KEY = "lezerprint.refresh";
/** Renewed this long before it ends, since clocks differ and requests take time. */
const EARLY_MS = 30_000;

type Pair = Schemas["TokenPair"];

/**
 * The tokens of the page's session: the access token in memory, the refresh token in the browser's storage, as far
 * as there is one (in the tab of a slicer there may be none).
 */
class Tokens {
  #access: string | null = null;
  #expiresMs = 0;
  #refresh: string | null = read();
  #renewing: Promise<string | null> | null = null;

  /** Whether the page signed in by itself. */
  get known(): boolean {
    return this.#refresh !== null;
  }

  /** A token that is still valid; null without a session. */
  async access(): Promise<string | null> {
    if (this.#access !== null && Date.now() < this.#expiresMs) return this.#access;
    return this.known ? this.renew() : null;
  }

  /** Takes the tokens of a sign-in. */
  take(pair: Pair): void {
    this.#access = pair.accessToken;
    this.#expiresMs = expiryMs(pair.accessToken) - EARLY_MS;
    this.#refresh = pair.refreshToken;
    write(pair.refreshToken);
  }

  forget(): void {
    this.#access = null;
    this.#refresh = null;
    write(null);
  }

  /** A new access token; null if the session has ended. Tabs take turns: a refresh token works only once. */
  renew(): Promise<string | null> {
    this.#renewing ??= this.#exclusively(() => this.#renewNow()).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #exclusively(work: () => Promise<string | null>): Promise<string | null> {
    return "locks" in navigator ? navigator.locks.request(KEY, work) : work();
  }

  async #renewNow(): Promise<string | null> {
    this.#refresh = read() ?? this.#refresh; // another tab may have renewed it
    const response = await fetch("/api/auth/refresh", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ refreshToken: this.#refresh }),
    }).catch(() => null);
    if (response?.status === 401) {
      this.forget();
      return null;
    }
    if (!response?.ok) return this.#access; // the server is away: the session may still be good
    this.take(((await response.json()) as { data: Pair }).data);
    return this.#access;
  }
}

function expiryMs(token: string): number {
  const [, payload = ""] = token.split(".");
  const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as { exp: number };
  return claims.exp * 1000;
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(token: string | null): void {
  try {
    if (token === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, token);
  } catch {
    // Without storage the session ends with the page.
  }
}

export const tokens = new Tokens();
