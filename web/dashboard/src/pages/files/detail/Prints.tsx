import { Link } from "wouter-preact";
import { Panel } from "../../../design/Panel";
import { Loaded } from "../../../design/States";
import { clock, duration } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { filePageWords } from "../../../words/filePage";
import type { StoredFile } from "../facts";
import css from "./FilePage.module.css";

const SHOWN = 8;

/** What was printed of it, the newest first. */
export function Prints({ file }: { file: StoredFile }) {
  const t = filePageWords.value;
  const resource = useResource(
    () => call("GET /api/jobs", { query: { fileId: file.id, limit: SHOWN } }),
    [file.id],
    ["print:started", "print:completed", "print:failed", "print:cancelled", "print:paused", "print:resumed"],
  );
  return (
    <Panel title={t.prints} class={css.prints}>
      <Loaded resource={resource} height="4rem">
        {({ jobs }) =>
          jobs.length === 0 ? (
            <p class="muted">{t.noPrints}</p>
          ) : (
            <ul class={css.jobs}>
              {jobs.map((job) => (
                <JobRow key={job.id} job={job} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function JobRow({ job }: { job: Schemas["Job"] }) {
  const t = filePageWords.value;
  const seconds = job.actualTime ?? null;
  return (
    <li>
      <Link href={`/jobs/${job.id}`} class={css.job} data-status={job.status}>
        <span class={css.status}>{t.printStates[job.status]}</span>
        <span>{clock(job.completedAt ?? job.startedAt ?? job.createdAt)}</span>
        <span class="muted">{seconds === null ? "" : duration(seconds)}</span>
        <span class="muted truncate">{job.printer}</span>
      </Link>
    </li>
  );
}
