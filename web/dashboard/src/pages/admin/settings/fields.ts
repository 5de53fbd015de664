import { type Draft, draftOf, nameOf, resolve, type Schema, type Shape, shapeOf, valueIn } from "./schema";

/** A field of a table's entry; those of a table within it have a path of two. */
export interface TableField {
  path: readonly string[];
  name: string;
  shape: Shape;
  isRequired: boolean;
}

export interface FieldGroup {
  /** Null for the entry's own fields. */
  key: string | null;
  description: string;
  fields: TableField[];
}

export type Values = Record<string, unknown>;

/** The fields of an entry, its own first and then those of each table within it. */
export function groupsOf(root: Schema): FieldGroup[] {
  const entry = resolve(root.items ?? {}, root);
  const own: FieldGroup = { key: null, description: "", fields: [] };
  const groups = [own];
  for (const [key, schema] of Object.entries(entry.properties ?? {})) {
    const shape = shapeOf(schema, root);
    const isRequired = entry.required?.includes(key) ?? false;
    if (shape.kind !== "group" || shape.nullable) {
      own.fields.push({ path: [key], name: nameOf(key), shape: plain(shape), isRequired });
      continue;
    }
    const fields = Object.entries(shape.schema.properties ?? {}).map(([inner, innerSchema]) => ({
      path: [key, inner],
      name: nameOf(inner),
      shape: plain(shapeOf(innerSchema, root)),
      isRequired: false,
    }));
    groups.push({ key, description: shape.schema.description ?? "", fields });
  }
  return groups;
}

/** A table deeper than that, or one that may be nothing, is changed as a whole. */
function plain(shape: Shape): Shape {
  return shape.kind === "group" ? { ...shape, kind: "json" } : shape;
}

export function fieldValue(values: Values, { path }: TableField): unknown {
  let value: unknown = values;
  for (const key of path) value = (value as Values | null | undefined)?.[key];
  return value;
}

export function fieldKey({ path }: TableField): string {
  return path.join(".");
}

/** What is to be sent: only what was changed. The key of the first field that is not valid, if there is one. */
export function changesOf(
  groups: readonly FieldGroup[],
  before: Values,
  drafts: ReadonlyMap<string, Draft>,
): { values: Values; invalid: string | null } {
  const values: Values = {};
  for (const field of groups.flatMap((one) => one.fields)) {
    const draft = drafts.get(fieldKey(field));
    const isEmpty = draft === undefined || draft === "";
    if (field.isRequired && isEmpty && fieldValue(before, field) === undefined)
      return { values, invalid: fieldKey(field) };
    if (draft === undefined || draft === draftOf(fieldValue(before, field), field.shape)) continue;
    const found = valueIn(draft, field.shape);
    if (found === null) return { values, invalid: fieldKey(field) };
    put(values, field.path, found.value);
  }
  return { values, invalid: null };
}

function put(values: Values, [first, second]: readonly string[], value: unknown): void {
  if (first === undefined) return;
  if (second === undefined) values[first] = value;
  else values[first] = { ...(values[first] as Values | undefined), [second]: value };
}
