import { Copy } from "lucide-preact";
import { useState } from "preact/hooks";
import { IconButton } from "../../../design/Button";
import { Marked } from "../../../design/Marked";
import { toast } from "../../../design/Toast";
import { apiWords } from "../../../words/apiDocs";
import css from "./Api.module.css";
import {
  type ApiDocument,
  contentOf,
  curlOf,
  type Operation,
  type Parameter,
  successOf,
  typeWord,
} from "./document";
import { SchemaTree } from "./SchemaTree";

interface OperationProps {
  operation: Operation;
  document: ApiDocument;
}

/** An endpoint; what is in it is drawn when it is opened. */
export function OperationItem({ operation, document }: OperationProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li class={css.item}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class={css.summary}>
          <span class={css.method} data-method={operation.method}>
            {operation.method}
          </span>
          <code>{operation.path}</code>
          <span class="muted" lang="en">
            {operation.summary}
          </span>
        </summary>
        {isOpen && <Inside operation={operation} document={document} />}
      </details>
    </li>
  );
}

function Inside({ operation, document }: OperationProps) {
  const t = apiWords.value;
  const body = contentOf(operation.requestBody?.content);
  const answer = successOf(operation);
  return (
    <div class={css.inside}>
      <p>
        <Marked text={operation.description} />
      </p>
      <Code title={t.command} text={curlOf(operation, location.origin)} />
      {operation.parameters.length > 0 && (
        <section>
          <h3>{t.parameters}</h3>
          <ul class={css.fields}>
            {operation.parameters.map((one) => (
              <ParameterItem key={one.name} parameter={one} />
            ))}
          </ul>
        </section>
      )}
      {body && (
        <section>
          <h3>
            {t.body} <small class="muted">{body.type}</small>
          </h3>
          <SchemaTree schema={body.schema} document={document} />
        </section>
      )}
      {answer && (
        <section>
          <h3>
            {t.answer} <small class="muted">{answer.type}</small>
          </h3>
          <SchemaTree schema={answer.schema} document={document} />
          {answer.example !== undefined && (
            <Code title={t.example} text={JSON.stringify(answer.example, null, 2)} />
          )}
        </section>
      )}
      <section>
        <h3>{t.answers}</h3>
        <p class={css.statuses}>
          {Object.entries(operation.responses).map(([status, one]) => (
            <span key={status} title={one.description} data-good={status.startsWith("2")}>
              {status} <small>{one.description}</small>
            </span>
          ))}
        </p>
      </section>
    </div>
  );
}

function ParameterItem({ parameter }: { parameter: Parameter }) {
  const t = apiWords.value;
  const { schema } = parameter;
  return (
    <li>
      <p class={css.field}>
        <code>{parameter.name}</code>
        <span class="muted small">
          {typeWord(schema)} · {t.where[parameter.in]}
          {parameter.required && ` · ${t.required}`}
          {schema.default != null && ` · ${t.standard(JSON.stringify(schema.default))}`}
        </span>
      </p>
      <p class="small">
        <Marked text={parameter.description} />
      </p>
    </li>
  );
}

function Code({ title, text }: { title: string; text: string }) {
  const t = apiWords.value;
  const copy = () => void navigator.clipboard.writeText(text).then(() => toast.good(t.copied));
  return (
    <div class={css.code}>
      <p class="muted small">{title}</p>
      {navigator.clipboard && (
        <IconButton label={t.copy} icon={<Copy />} size="small" kind="quiet" onClick={copy} />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard too */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}
