import { Box, ChevronLeft, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { Button } from "../../design/Button";
import { Menu } from "../../design/Menu";
import { Panel } from "../../design/Panel";
import { Picture } from "../../design/Picture";
import { Loaded, Notice } from "../../design/States";
import { attempt, toast } from "../../design/Toast";
import { Video } from "../../design/Video";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { isOperator } from "../../state/session";
import { restore } from "../../state/trash";
import { cameraWords } from "../../words/camera";
import { common } from "../../words/common";
import { jobWords } from "../../words/jobs";
import { JobEvents } from "./JobEvents";
import { JobFacts } from "./JobFacts";
import { JobNotes } from "./JobNotes";
import css from "./JobPage.module.css";
import { JobTemperatures } from "./JobTemperatures";
import { Recovery } from "./Recovery";

/** One job: what it was, how it went, and what can be done with it. */
export default function JobPage({ id }: { id: string }) {
  const details = useResource(
    () => call("GET /api/jobs/{id}", { path: { id } }),
    [id],
    [
      "timelapse:ready",
      "print:started",
      "print:paused",
      "print:resumed",
      "print:completed",
      "print:failed",
      "print:cancelled",
    ],
  );
  return (
    <Loaded resource={details} height="30rem">
      {(data) => (
        <div class={css.page}>
          <Head job={data.job} />
          <div class={css.columns}>
            <div class={css.main}>
              <Picture
                class={css.picture}
                path={`/api/files/${data.job.fileId}/preview`}
                alt={data.job.name}
                fallback={<Box aria-hidden="true" />}
              />
              {data.job.timelapseUrl && <Film job={data.job} />}
              <JobTemperatures temperatures={data.temperatures} />
            </div>
            <div class={css.side}>
              <Panel>
                <JobFacts job={data.job} />
              </Panel>
              <JobEvents events={data.events} total={data.eventsTotal} />
              <JobNotes key={data.job.id} job={data.job} reload={details.reload} />
            </div>
          </div>
        </div>
      )}
    </Loaded>
  );
}

/** Its time-lapse. */
function Film({ job }: { job: Schemas["Job"] }) {
  const path = `/api/jobs/${job.id}/timelapse`;
  return (
    <Panel title={cameraWords.value.film}>
      <Video path={`${path}/video`} poster={`${path}/poster`} label={job.name} />
    </Panel>
  );
}

function Head({ job }: { job: Schemas["Job"] }) {
  const t = jobWords.value;
  const [isRecovering, setRecovering] = useState(false);
  return (
    <>
      <header class={css.head}>
        <Link href="/jobs/history" class={css.back}>
          <ChevronLeft aria-hidden="true" />
          {t.back}
        </Link>
        <h1 class={css.title}>{job.name}</h1>
        <span class={css.state} data-state={job.status}>
          {t.states[job.status]}
        </span>
        {isOperator.value && <Actions job={job} recover={() => setRecovering(true)} />}
      </header>
      {job.status === "FAILED" && (
        <Notice kind="error">
          <strong>{job.failureReason ? t.reasons[job.failureReason] : t.failed}</strong>
          {job.errorMessage && <p>{job.errorMessage}</p>}
        </Notice>
      )}
      {isRecovering && <Recovery job={job} onClose={() => setRecovering(false)} />}
    </>
  );
}

function Actions({ job, recover }: { job: Schemas["Job"]; recover: () => void }) {
  const t = jobWords.value;
  const [, navigate] = useLocation();
  const can = (action: Schemas["Job"]["actions"][number]) => job.actions.includes(action);
  const remove = async () => {
    if (!(await attempt(() => call("DELETE /api/jobs/{id}", { path: { id: job.id } })))) return;
    navigate("/jobs/history");
    toast.undo(t.deleted(job.name), () => void restore(job.id).then(() => navigate(`/jobs/${job.id}`)));
  };
  return (
    <div class={css.actions}>
      {can("recover") && (
        <Button kind="primary" onClick={recover}>
          {t.recover}
        </Button>
      )}
      <Button onClick={() => navigate(`/files/${job.fileId}?print`)}>{t.again}</Button>
      {can("delete") && (
        <Menu
          items={[{ label: common.value.delete, icon: <Trash2 />, danger: true, run: () => void remove() }]}
        />
      )}
    </div>
  );
}
