import { Download, ScrollText } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Panel } from "../../../design/Panel";
import { Empty, Loaded } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { downloadAnswer } from "../../../lib/download";
import { clockSeconds, day, number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import { call } from "../../../link/http";
import { auditWords } from "../../../words/audit";
import css from "./Audit.module.css";
import { type AuditEvent, byDay, exportPath, loadEvents, NO_FILTER } from "./events";
import { Filters } from "./Filters";

const PAGE = 50;
const MOST_USERS = 100;

/** Who did what, and when: the newest first. */
export default function Audit() {
  const t = auditWords.value;
  const [filter, setFilter] = useState(NO_FILTER);
  const [count, setCount] = useState(PAGE);
  const users = useResource(() => call("GET /api/users", { query: { limit: MOST_USERS } }), []);
  const events = useResource(() => loadEvents(filter, count), [filter, count]);
  const accounts = users.data?.users ?? [];
  const names = new Map(accounts.map((one) => [one.id, one.username]));
  return (
    <Panel
      title={t.title}
      aside={
        <Button
          size="small"
          icon={<Download />}
          title={t.exportHint}
          onClick={() => void attempt(() => downloadAnswer(exportPath(filter), "audit-log.csv"))}
        >
          {t.exportCsv}
        </Button>
      }
    >
      <Filters
        filter={filter}
        users={accounts}
        change={(changed) => {
          setFilter({ ...filter, ...changed });
          setCount(PAGE);
        }}
      />
      <Loaded resource={events} height="24rem">
        {({ list, total }) =>
          list.length === 0 ? (
            <Empty icon={<ScrollText />} title={filter === NO_FILTER ? t.empty : t.emptyFilter} />
          ) : (
            <>
              <p class="muted small">{t.count(number(total))}</p>
              {byDay(list).map((one) => (
                <section key={one.day} class={css.day}>
                  <h3>{day(one.day)}</h3>
                  <ol>
                    {one.events.map((event) => (
                      <Entry key={event.id} event={event} who={names.get(event.userId ?? "") ?? t.nobody} />
                    ))}
                  </ol>
                </section>
              ))}
              {total > list.length && <Button onClick={() => setCount(count + PAGE)}>{t.more}</Button>}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Entry({ event, who }: { event: AuditEvent; who: string }) {
  const groups: Record<string, string> = auditWords.value.groups;
  const group = event.eventType.split(".")[0] ?? "";
  return (
    <li class={css.entry}>
      <time datetime={event.timestamp}>{clockSeconds(new Date(event.timestamp))}</time>
      <span class={css.group} title={event.eventType}>
        {groups[group] ?? group}
      </span>
      <span class={css.text} lang="en">
        {event.description}
      </span>
      <span class={css.who} title={event.userAgent ?? undefined}>
        {who}
        {event.ipAddress && <small> {event.ipAddress}</small>}
      </span>
    </li>
  );
}
