import { Link } from "wouter-preact";
import { duration } from "../../lib/format";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { printerName } from "../../state/printers";
import { homeWords } from "../../words/home";
import css from "./NextUp.module.css";

const SHOWN = 3;

/** What is printed next. */
export function NextUp() {
  const t = homeWords.value;
  const name = printerName.value;
  const queue = useResource(
    () => call("GET /api/printers/{printer}/queue", { path: { printer: name } }),
    [name],
    ["print:started", "print:completed", "print:failed", "print:cancelled", "print:event"],
  );
  const waiting = queue.data?.queue ?? [];
  if (waiting.length === 0) return null;
  return (
    <section class={css.next} aria-label={t.next}>
      <h2 class={css.title}>{t.next}</h2>
      <ol class={css.list}>
        {waiting.slice(0, SHOWN).map((job) => (
          <li key={job.id} class={css.job}>
            <Link href={`/jobs/${job.id}`} class="truncate">
              {job.name}
            </Link>
            <span class="muted">{duration(job.estimatedTime)}</span>
          </li>
        ))}
      </ol>
      {waiting.length > SHOWN && (
        <Link href="/jobs" class="muted small">
          {t.queueMore(String(waiting.length - SHOWN))}
        </Link>
      )}
    </section>
  );
}
