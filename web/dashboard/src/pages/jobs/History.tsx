import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Panel } from "../../design/Panel";
import { Empty, Loaded } from "../../design/States";
import { Segments } from "../../design/Tabs";
import { ago, duration, grams } from "../../lib/format";
import { useResource } from "../../lib/resource";
import { useSettled } from "../../lib/settled";
import type { Schemas } from "../../link/api";
import { callPage } from "../../link/http";
import { jobWords } from "../../words/jobs";
import css from "./History.module.css";
import { JobRow } from "./JobRow";

type State = Schemas["JobState"];

const FILTERS = ["all", "COMPLETED", "FAILED", "CANCELLED"] as const;
const ENDED: State[] = ["COMPLETED", "FAILED", "CANCELLED"];
const PAGE = 30;

/** What has been printed, the newest first. */
export function History() {
  const t = jobWords.value;
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>("all");
  const [count, setCount] = useState(PAGE);
  const [typed, setTyped] = useState("");
  const search = useSettled(typed.trim());
  const jobs = useResource(
    () => loadJobs(filter === "all" ? ENDED : [filter], search, count),
    [filter, search, count],
    ["print:completed", "print:failed", "print:cancelled"],
  );
  return (
    <>
      <div class={css.filters}>
        <Segments
          label={t.filter}
          value={filter}
          options={FILTERS.map((one) => ({ value: one, label: one === "all" ? t.all : t.states[one] }))}
          onValue={(value) => {
            setFilter(value);
            setCount(PAGE);
          }}
        />
        <Field
          label={t.search}
          hideLabel
          type="search"
          placeholder={t.search}
          value={typed}
          onValue={setTyped}
        />
      </div>
      <Loaded resource={jobs} height="24rem">
        {({ list, total }) =>
          list.length === 0 ? (
            <Empty title={filter === "all" && search === "" ? t.emptyHistory : t.emptyFilter} />
          ) : (
            <Panel>
              <ul class={css.list}>
                {list.map((job) => (
                  <li key={job.id}>
                    <JobRow job={job} facts={<Facts job={job} />} />
                  </li>
                ))}
              </ul>
              {total > list.length && <Button onClick={() => setCount(count + PAGE)}>{t.more}</Button>}
            </Panel>
          )
        }
      </Loaded>
    </>
  );
}

function Facts({ job }: { job: Schemas["Job"] }) {
  const t = jobWords.value;
  return (
    <>
      <span class={css.state} data-state={job.status}>
        {job.failureReason ? t.reasons[job.failureReason] : t.states[job.status]}
      </span>
      <span>{ago(job.completedAt ?? job.createdAt)}</span>
      {job.actualTime !== null && <span>{duration(job.actualTime)}</span>}
      {job.filamentUsed !== null && <span>{grams(job.filamentUsed)}</span>}
    </>
  );
}

const MOST_A_PAGE = 100;

async function loadJobs(
  status: State[],
  search: string,
  count: number,
): Promise<{ list: Schemas["Job"][]; total: number }> {
  const list: Schemas["Job"][] = [];
  let total = 0;
  for (let page = 1; list.length < count; page += 1) {
    const limit = Math.min(count, MOST_A_PAGE);
    const answer = await callPage("GET /api/jobs", {
      query: { status, page, limit, ...(search === "" ? {} : { search }) },
    });
    list.push(...answer.data.jobs);
    total = answer.meta?.total ?? list.length;
    if (answer.data.jobs.length < limit) break;
  }
  return { list: list.slice(0, count), total };
}
