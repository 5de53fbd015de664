import { useState } from "preact/hooks";
import { Marked } from "../../../design/Marked";
import { apiWords } from "../../../words/apiDocs";
import css from "./Api.module.css";
import { type ApiDocument, type ApiSchema, refName, refsIn, typeWord } from "./document";

interface SchemaProps {
  schema: ApiSchema;
  document: ApiDocument;
}

/** The fields of a model; models within it open on demand, as some contain themselves. */
export function SchemaTree({ schema, document }: SchemaProps) {
  const t = apiWords.value;
  const found = resolved(schema, document);
  const fields = Object.entries(found.properties ?? {});
  if (fields.length === 0) return <p class="muted small">{typeWord(found) || t.anyValue}</p>;
  return (
    <ul class={css.fields}>
      {fields.map(([name, field]) => (
        <li key={name}>
          <p class={css.field}>
            <code>{name}</code>
            <span class="muted small">
              {typeWord(field)}
              {found.required?.includes(name) && ` · ${t.required}`}
              {field.default != null && ` · ${t.standard(JSON.stringify(field.default))}`}
            </span>
          </p>
          {field.description && (
            <p class="small">
              <Marked text={field.description} />
            </p>
          )}
          {refsIn(field).map((ref) => (
            <Model key={ref} name={ref} document={document} />
          ))}
        </li>
      ))}
    </ul>
  );
}

function Model({ name, document }: { name: string; document: ApiDocument }) {
  const [isOpen, setOpen] = useState(false);
  const schema = document.components.schemas[name];
  if (schema === undefined) return null;
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="small">{name}</summary>
      {isOpen && <SchemaTree schema={schema} document={document} />}
    </details>
  );
}

function resolved(schema: ApiSchema, document: ApiDocument): ApiSchema {
  const name = refName(schema);
  return (name === null ? undefined : document.components.schemas[name]) ?? schema;
}
