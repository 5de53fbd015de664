import { clockSeconds } from "../../../lib/format";
import { adminWords } from "../../../words/admin";
import css from "./Changes.module.css";
import type { ActorWatch } from "./watch";

export function Changes({ watch }: { watch: ActorWatch }) {
  const t = adminWords.value;
  const states: Record<string, string> = t.states;
  const changes = watch.changes.value;
  if (changes.length === 0) return <p class="muted">{t.noChanges}</p>;
  return (
    <ol class={css.changes}>
      {changes.map((change) => (
        <li key={`${change.atMs} ${change.path} ${change.new}`} class={css.change} data-state={change.new}>
          <time>{clockSeconds(new Date(change.atMs))}</time>
          <span>
            <strong>{change.path}</strong> {states[change.old] ?? change.old} →{" "}
            {states[change.new] ?? change.new}
            {change.reason && <span class="muted"> · {change.reason}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
