import type { Operations } from "./api";
import { ApiError } from "./errors";
import { tokens } from "./tokens";

type Operation = keyof Operations;
type Part<O extends Operation, K extends string> = Operations[O] extends { [P in K]: infer V }
  ? { [P in K]: V }
  : Operations[O] extends { [P in K]?: infer V }
    ? { [P in K]?: V }
    : unknown;

/** What an operation takes: its path, query and body, as far as it has them. */
export type Input<O extends Operation> = Part<O, "path"> & Part<O, "query"> & Part<O, "body">;

/** The `data` of an operation's answer. */
export type Data<O extends Operation> = Operations[O]["data"];

type Arguments<O extends Operation> = Record<never, never> extends Input<O> ? [Input<O>?] : [Input<O>];

interface AnyInput {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

interface Envelope<T> {
  data: T;
  meta?: PageInfo;
}

/** Where a page stands in the list of all. */
export interface PageInfo {
  page: number;
  limit: number;
  total: number;
  totalPages: number;
}

/** Calls an operation of the API; throws `ApiError`. */
export async function call<O extends Operation>(operation: O, ...input: Arguments<O>): Promise<Data<O>> {
  return (await callPage(operation, ...input)).data;
}

/** As `call`, with where the page stands. */
export async function callPage<O extends Operation>(
  operation: O,
  ...[input]: Arguments<O>
): Promise<Envelope<Data<O>>> {
  const [method = "GET", template = ""] = operation.split(" ");
  const { path, query, body } = (input ?? {}) as AnyInput;
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  return (await request(address(template, path, query), init)).json() as Promise<Envelope<Data<O>>>;
}

/** The address of a path template with its parameters filled in; what is undefined or null is left out. */
export function address(
  template: string,
  path: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return search.size > 0 ? `${filled}?${search}` : filled;
}

/**
 * A request with the credentials that the page has; once more with a new token where the old one has expired.
 * In the tab of a slicer the page has none: there `fetch` itself adds the slicer's key.
 */
export async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const first = await send(url, init, await tokens.access());
  if (first.status !== 401 || !tokens.known) return orThrow(first);
  const renewed = await tokens.renew();
  return orThrow(renewed === null ? first : await send(url, init, renewed));
}

async function send(url: string, init: RequestInit, token: string | null): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token !== null) headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(url, { ...init, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "OFFLINE", "The server does not answer.");
  }
}

async function orThrow(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await errorOf(response);
}

/** What an answer that is no success says. */
export async function errorOf(response: Response): Promise<ApiError> {
  const answer = (await response.json().catch(() => null)) as {
    data?: unknown;
    error?: { code: string; message: string; details?: unknown; retryAfter?: number };
  } | null;
  const error = answer?.error;
  if (error === undefined)
    return new ApiError(response.status, "UNKNOWN", `HTTP ${response.status}`, answer?.data ?? null);
  return new ApiError(
    response.status,
    error.code,
    error.message,
    error.details ?? null,
    error.retryAfter ?? null,
  );
}
