import { useState } from "preact/hooks";
import { apiWords } from "../../../words/apiDocs";
import css from "./Api.module.css";
import { type ApiDocument, type ApiSchema, typeWord } from "./document";
import { SchemaTree } from "./SchemaTree";

/** What the server sends over the WebSocket. */
export function Events({ document }: { document: ApiDocument }) {
  const t = apiWords.value;
  const { path, events } = document["x-websocket"];
  return (
    <>
      <p class="muted">{t.eventsText(path)}</p>
      <ul>
        {Object.entries(events).map(([name, { data, visitors }]) => (
          <Event key={name} name={name} data={data} isPublic={visitors !== undefined} document={document} />
        ))}
      </ul>
    </>
  );
}

interface EventProps {
  name: string;
  data: ApiSchema;
  isPublic: boolean;
  document: ApiDocument;
}

function Event({ name, data, isPublic, document }: EventProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li class={css.item}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class={css.summary}>
          <code>{name}</code>
          <span class="muted">
            {typeWord(data)}
            {isPublic && ` · ${apiWords.value.forVisitors}`}
          </span>
        </summary>
        {isOpen && (
          <div class={css.inside}>
            <SchemaTree schema={data} document={document} />
          </div>
        )}
      </details>
    </li>
  );
}
