import { computed, signal } from "@preact/signals";
import type { Schemas } from "../link/api";
import { ApiError } from "../link/errors";
import { call } from "../link/http";
import { socket } from "../link/socket";
import { tokens } from "../link/tokens";

type User = Schemas["User"];

/** `unknown` until the server has said who the page is. */
export const session = signal<
  { kind: "unknown" } | { kind: "offline" } | { kind: "nobody" } | { kind: "user"; user: User }
>({ kind: "unknown" });

/** What the sign-in page must know: first run, demonstration, public page; null before it is asked for. */
export const signInState = signal<Schemas["SignInState"] | null>(null);

export const user = computed(() => (session.value.kind === "user" ? session.value.user : null));
export const isOperator = computed(() => user.value !== null && user.value.role !== "VIEWER");
export const isAdmin = computed(() => user.value?.role === "ADMIN");

/**
 * Asks the server who the page is. Without a session of its own too: in the tab of a slicer `fetch` carries the
 * slicer's key. Who is not signed in asks for nothing that would be refused.
 */
export async function identify(): Promise<void> {
  try {
    if ((await tokens.access()) === null && !(await isSignedInByFetch())) await askSignIn();
    else enter((await call("GET /api/auth/me")).user);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401 || error.status === 403) leave();
    else session.value = { kind: "offline" };
  }
}

async function isSignedInByFetch(): Promise<boolean> {
  signInState.value = await call("GET /api/auth/state");
  return signInState.value.signedIn;
}

/** Nobody is signed in: the demonstration is entered at once, on the computer that it runs on. */
async function askSignIn(): Promise<void> {
  if (signInState.value?.demoSignIn) await enterDemo();
  else session.value = { kind: "nobody" };
}

export async function enterDemo(): Promise<void> {
  const answer = await call("POST /api/auth/demo");
  tokens.take(answer);
  enter(answer.user);
}

/** Creates an account and signs in; the first one manages the server. */
export async function register(email: string, username: string, password: string): Promise<void> {
  const answer = await call("POST /api/auth/register", { body: { email, username, password } });
  tokens.take(answer);
  signInState.value = null;
  enter(answer.user);
}

export async function signIn(email: string, password: string): Promise<void> {
  const answer = await call("POST /api/auth/login", { body: { email, password } });
  tokens.take(answer);
  enter(answer.user);
}

export async function signOut(): Promise<void> {
  await call("POST /api/auth/logout").catch(() => undefined);
  leave();
}

/** After the session has ended, wherever it was ended. */
export function leave(): void {
  tokens.forget();
  socket.close();
  session.value = { kind: "nobody" };
  void call("GET /api/auth/state").then(
    (state) => {
      signInState.value = state;
    },
    () => undefined,
  );
}

/** Changes what the page knows of its user, as after a change of preferences. */
export function enter(changed: User): void {
  const first = session.peek().kind !== "user";
  session.value = { kind: "user", user: changed };
  if (first) socket.open();
}
