/** The part of JSON Schema that the settings use. */
export interface Schema {
  type?: string;
  enum?: readonly (string | number | null)[];
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  description?: string;
  default?: unknown;
  examples?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  writeOnly?: boolean;
  $ref?: string;
  $defs?: Record<string, Schema>;
}

export type Kind = "switch" | "choice" | "number" | "text" | "secret" | "lines" | "json" | "group";

/** How a value is shown and changed. */
export interface Shape {
  kind: Kind;
  /** Whether nothing is a value of its own. */
  nullable: boolean;
  schema: Schema;
}

/** What a control holds before it is saved. */
export type Draft = string | boolean;

/** The shape of a value; `root` has the definitions that it may name. */
export function shapeOf(schema: Schema, root: Schema = schema): Shape {
  const resolved = resolve(schema, root);
  const variants = (resolved.anyOf ?? []).map((one) => resolve(one, root));
  const nullable = variants.some((one) => one.type === "null");
  const rest = variants.filter((one) => one.type !== "null");
  const only = rest.length === 1 ? { ...resolved, ...rest[0] } : resolved;
  return { kind: kindOf(only, rest, root), nullable, schema: only };
}

function kindOf(schema: Schema, variants: readonly Schema[], root: Schema): Kind {
  if (schema.enum) return "choice";
  if (schema.writeOnly) return "secret";
  if (schema.type === "boolean") return "switch";
  if (schema.type === "integer" || schema.type === "number") return "number";
  if (schema.type === "string") return "text";
  if (schema.type === "array" && isText(schema.items, root)) return "lines";
  if (schema.type === "object" && schema.properties) return "group";
  return variants.length > 1 && variants.every((one) => one.type === "string") ? "text" : "json";
}

function isText(schema: Schema | undefined, root: Schema): boolean {
  if (schema === undefined) return false;
  const found = resolve(schema, root);
  return found.type === "string" || (found.anyOf?.every((one) => one.type === "string") ?? false);
}

/** A definition in the place of its name. */
export function resolve(schema: Schema, root: Schema): Schema {
  const name = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  if (name === undefined) return schema;
  const found = root.$defs?.[name.replace("#/$defs/", "")] ?? {};
  return { ...found, ...schema, ...(schema.description ? {} : { description: found.description ?? "" }) };
}

/** A value as its control holds it; a secret is never shown. */
export function draftOf(value: unknown, { kind }: Shape): Draft {
  if (kind === "switch") return value === true;
  if (kind === "secret" || value === null || value === undefined) return "";
  if (kind === "lines") return (value as unknown[]).map(String).join("\n");
  return kind === "json" ? JSON.stringify(value, null, 1) : String(value);
}

/** The value that a control holds; null: it holds none that is valid. */
export function valueIn(draft: Draft, { kind, nullable, schema }: Shape): { value: unknown } | null {
  if (typeof draft === "boolean") return { value: draft };
  const text = draft.trim();
  if (kind === "lines") return { value: text === "" ? [] : text.split(/\s*\n\s*/) };
  if (text === "" && (nullable || kind === "json")) return { value: null };
  if (kind === "choice") {
    const found = schema.enum?.find((one) => String(one) === text);
    return found === undefined ? null : { value: found };
  }
  if (kind === "number") return numberOf(text, schema);
  if (kind === "json") return parsed(text);
  return text.length < (schema.minLength ?? 0) ? null : { value: text };
}

function numberOf(text: string, schema: Schema): { value: number } | null {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) return null;
  if (schema.type === "integer" && !Number.isInteger(value)) return null;
  const isTooLow = value < (schema.minimum ?? value) || value <= (schema.exclusiveMinimum ?? value - 1);
  return isTooLow || value > (schema.maximum ?? value) ? null : { value };
}

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

/** "Max travel speed" for `max_travel_speed`. */
export function nameOf(key: string): string {
  const spaced = key.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
