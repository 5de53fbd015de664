import { request } from "../../../link/http";

/** The part of the OpenAPI document that is shown. */
export interface ApiDocument {
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, ApiSchema> };
  "x-error-codes": { code: string; status: number; meaning: string; remedy: string }[];
  "x-websocket": { path: string; events: Record<string, { data: ApiSchema; visitors?: ApiSchema }> };
}

export interface ApiSchema {
  $ref?: string;
  type?: string;
  format?: string;
  description?: string;
  properties?: Record<string, ApiSchema>;
  required?: string[];
  items?: ApiSchema;
  additionalProperties?: boolean | ApiSchema;
  anyOf?: ApiSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
}

interface Content {
  schema: ApiSchema;
  example?: unknown;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description: string;
  schema: ApiSchema;
  example?: unknown;
}

interface RawOperation {
  summary: string;
  description: string;
  tags: string[];
  operationId: string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}

export interface Operation extends RawOperation {
  method: string;
  path: string;
}

export async function loadDocument(): Promise<ApiDocument> {
  return (await request("/api/openapi.json")).json() as Promise<ApiDocument>;
}

export function operationsOf(document: ApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** Whether each word of a search is in the method, the path or the summary. */
export function isFound(operation: Operation, search: string): boolean {
  const text = `${operation.method} ${operation.path} ${operation.summary}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What is sent or answered as JSON, or else the first of its kinds. */
export function contentOf(content: Record<string, Content> | undefined): (Content & { type: string }) | null {
  const [type, found] = Object.entries(content ?? {})[0] ?? [];
  return type === undefined || found === undefined ? null : { ...found, type };
}

/** The answer of an operation that succeeds. */
export function successOf(operation: Operation): (Content & { type: string }) | null {
  const status = Object.keys(operation.responses).find((one) => one.startsWith("2"));
  return status === undefined ? null : contentOf(operation.responses[status]?.content);
}

export function refName(schema: ApiSchema): string | null {
  return schema.$ref?.split("/").at(-1) ?? null;
}

/** A type in short: `string`, `number[]`, `User | null`, `"a" | "b"`. */
export function typeWord(schema: ApiSchema): string {
  const name = refName(schema);
  if (name !== null) return name;
  if (schema.anyOf) return schema.anyOf.map(typeWord).join(" | ");
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `${typeWord(schema.items ?? {})}[]`;
  return [schema.type ?? "any", schema.format].filter(Boolean).join(", ");
}

/** The models that a type names, to be opened below it. */
export function refsIn(schema: ApiSchema): string[] {
  const name = refName(schema);
  if (name !== null) return [name];
  const inner = [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])];
  return inner.flatMap(refsIn);
}

/** A command that a reader can try. */
export function curlOf(operation: Operation, origin: string): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const found = operation.parameters.find((one) => one.in === "path" && one.name === name);
    return found?.example === undefined ? whole : encodeURIComponent(String(found.example));
  });
  const method = operation.method === "GET" ? "" : `-X ${operation.method} `;
  const body = contentOf(operation.requestBody?.content);
  const sent =
    body?.type === "application/json" && body.example !== undefined
      ? ` \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body.example)}'`
      : "";
  return `curl ${method}${origin}${path} \\\n  -H "X-Api-Key: $KEY"${sent}`;
}
