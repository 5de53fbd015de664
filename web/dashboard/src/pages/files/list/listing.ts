import type { Input } from "../../../link/http";

export type Kind = "all" | "gcode" | "models";
export type Result = "any" | "never" | "completed" | "failed" | "cancelled";
export type Sort = "date" | "oldest" | "name" | "size";

/** What of the files is shown, and in which order; it stands in the address of the page. */
export interface Listing {
  /** Empty: no folder. */
  folder: string;
  /** With words all folders are searched. */
  search: string;
  kind: Kind;
  /** What became of the last print. */
  result: Result;
  sort: Sort;
  /** From 1. */
  page: number;
}

export const PAGE_SIZE = 48;

const KINDS: readonly Kind[] = ["all", "gcode", "models"];
const RESULTS = {
  any: undefined,
  never: "NEVER_PRINTED",
  completed: "COMPLETED",
  failed: "FAILED",
  cancelled: "CANCELLED",
} as const;
export const results = Object.keys(RESULTS) as readonly Result[];
const SORTS: readonly Sort[] = ["date", "oldest", "name", "size"];

export function listingOf(parameters: URLSearchParams): Listing {
  const page = Number(parameters.get("page") ?? 1);
  return {
    folder: parameters.get("folder") ?? "",
    search: parameters.get("search") ?? "",
    kind: KINDS.find((one) => one === parameters.get("type")) ?? "all",
    result: results.find((one) => one === parameters.get("result")) ?? "any",
    sort: SORTS.find((one) => one === parameters.get("sort")) ?? "date",
    page: Number.isInteger(page) && page >= 1 ? page : 1,
  };
}

/** The address of a listing; what is as usual is left out. */
export function addressOf(listing: Partial<Listing>): string {
  const parameters = new URLSearchParams();
  if (listing.folder) parameters.set("folder", listing.folder);
  if (listing.search) parameters.set("search", listing.search);
  if (listing.kind !== undefined && listing.kind !== "all") parameters.set("type", listing.kind);
  if (listing.result !== undefined && listing.result !== "any") parameters.set("result", listing.result);
  if (listing.sort !== undefined && listing.sort !== "date") parameters.set("sort", listing.sort);
  if (listing.page !== undefined && listing.page > 1) parameters.set("page", String(listing.page));
  return parameters.size > 0 ? `/files?${parameters}` : "/files";
}

/** Whether the files of all folders are shown: words and results are looked for in all of them. */
export function isEverywhere({ search, result }: Pick<Listing, "search" | "result">): boolean {
  return search.trim() !== "" || result !== "any";
}

/** What the API is asked for. */
export function queryOf({
  folder,
  search,
  kind,
  result,
  sort,
  page,
}: Listing): Input<"GET /api/files">["query"] {
  const words = search.trim();
  const wanted = RESULTS[result];
  return {
    folder: isEverywhere({ search, result }) ? undefined : folder || "/",
    result: wanted === undefined ? undefined : [wanted],
    search: words || undefined,
    type: kind === "all" ? undefined : kind === "gcode" ? ["GCODE"] : ["STL", "OBJ", "THREEMF"],
    sort: sort === "oldest" ? "date" : sort,
    order: sort === "oldest" ? "asc" : undefined,
    page,
    limit: PAGE_SIZE,
  };
}

/** The folders directly in a folder, by name, of the paths of all. */
export function childrenOf(folder: string, all: readonly string[]): string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const names = all
    .filter((path) => path.startsWith(prefix) && path.length > prefix.length)
    .map((path) => path.slice(prefix.length).split("/")[0] ?? "");
  return [...new Set(names)].sort((one, other) => one.localeCompare(other));
}

/** A folder and those around it, from the outermost. */
export function pathOf(folder: string): { name: string; path: string }[] {
  if (folder === "") return [];
  const parts = folder.split("/");
  return parts.map((name, index) => ({ name, path: parts.slice(0, index + 1).join("/") }));
}
