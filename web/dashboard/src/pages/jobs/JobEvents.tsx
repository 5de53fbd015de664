import { Panel } from "../../design/Panel";
import { clock, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { jobWords } from "../../words/jobs";
import css from "./JobEvents.module.css";

export function JobEvents({ events, total }: { events: Schemas["JobEvent"][]; total: number }) {
  const t = jobWords.value;
  if (events.length === 0) return null;
  return (
    <Panel title={t.events}>
      {total > events.length && <p class="muted small">{t.eventsMore(number(total - events.length))}</p>}
      <ol class={css.events}>
        {events.map((event) => (
          <li key={event.id} class={css.event} data-severity={event.severity}>
            <time dateTime={event.timestamp}>{clock(event.timestamp)}</time>
            <span>{event.message}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
