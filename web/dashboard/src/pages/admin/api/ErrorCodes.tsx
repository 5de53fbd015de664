import { Marked } from "../../../design/Marked";
import { apiWords } from "../../../words/apiDocs";
import css from "./Api.module.css";
import type { ApiDocument } from "./document";

export function ErrorCodes({ codes }: { codes: ApiDocument["x-error-codes"] }) {
  const t = apiWords.value;
  return (
    <ul class={css.fields}>
      {codes.map((one) => (
        <li key={one.code}>
          <p class={css.field}>
            <code>{one.code}</code>
            <span class="muted small">{one.status}</span>
          </p>
          <p class="small">
            <Marked text={one.meaning} />
          </p>
          <p class="muted small">
            {t.remedy}: <Marked text={one.remedy} />
          </p>
        </li>
      ))}
    </ul>
  );
}
