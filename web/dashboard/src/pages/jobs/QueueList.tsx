import { ChevronDown, ChevronUp, GripVertical, Play, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { IconButton } from "../../design/Button";
import { attempt, toast } from "../../design/Toast";
import { duration, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { isOperator } from "../../state/session";
import { jobWords } from "../../words/jobs";
import { JobRow } from "./JobRow";
import { moved } from "./ordering";
import css from "./QueueList.module.css";

interface QueueListProps {
  queue: Schemas["Queue"];
  change: (queue: Schemas["Queue"]) => void;
  reload: () => void;
}

/** The waiting jobs, ordered by dragging or by buttons. */
export function QueueList({ queue, change, reload }: QueueListProps) {
  const t = jobWords.value;
  const [, go] = useLocation();
  const [dragged, setDragged] = useState<number | null>(null);
  const [announced, setAnnounced] = useState("");
  const jobs = queue.queue;

  const move = async (from: number, to: number) => {
    const job = jobs[from];
    if (job === undefined || from === to || to < 0 || to >= jobs.length) return;
    change({ ...queue, queue: moved(jobs, from, to) });
    setAnnounced(t.moved(job.name, number(to + 1)));
    await attempt(() =>
      call("PATCH /api/jobs/{id}", { path: { id: job.id }, body: { queuePosition: to + 1 } }),
    );
    reload();
  };
  const remove = async (job: Schemas["Job"]) => {
    if (!(await attempt(() => call("POST /api/jobs/{id}/cancel", { path: { id: job.id } })))) return;
    reload();
    toast.undo(t.removed(job.name), () => void putBack(job, go).then(reload));
  };
  return (
    <>
      <ol class={css.list}>
        {jobs.map((job, index) => (
          <li
            key={job.id}
            class={css.item}
            draggable={isOperator.value}
            data-dragged={dragged === index}
            onDragStart={() => setDragged(index)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => {
              if (dragged !== null) event.preventDefault();
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) void move(dragged, index);
            }}
          >
            <JobRow
              job={job}
              lead={
                isOperator.value && (
                  <span class={css.grip} title={t.drag} aria-hidden="true">
                    <GripVertical />
                  </span>
                )
              }
              facts={
                <>
                  <span>{duration(job.estimatedTime)}</span>
                  {job.errorMessage && <span class={css.problem}>{job.errorMessage}</span>}
                </>
              }
              actions={
                isOperator.value && (
                  <Actions
                    {...{ job, index, move }}
                    isLast={index === jobs.length - 1}
                    remove={() => remove(job)}
                  />
                )
              }
            />
          </li>
        ))}
      </ol>
      <p class="visually-hidden" role="status">
        {announced}
      </p>
    </>
  );
}

interface ActionsProps {
  job: Schemas["Job"];
  index: number;
  isLast: boolean;
  move: (from: number, to: number) => void;
  remove: () => void;
}

function Actions({ job, index, isLast, move, remove }: ActionsProps) {
  const t = jobWords.value;
  const reason = job.unavailable.find((one) => one.action === "start")?.reason ?? null;
  const start = () => attempt(() => call("POST /api/jobs/{id}/start", { path: { id: job.id } }));
  return (
    <>
      <IconButton
        label={t.start}
        icon={<Play />}
        kind="quiet"
        size="small"
        disabledReason={reason}
        onClick={start}
      />
      <IconButton
        label={t.earlier}
        icon={<ChevronUp />}
        kind="quiet"
        size="small"
        disabled={index === 0}
        onClick={() => move(index, index - 1)}
      />
      <IconButton
        label={t.later}
        icon={<ChevronDown />}
        kind="quiet"
        size="small"
        disabled={isLast}
        onClick={() => move(index, index + 1)}
      />
      <IconButton label={t.remove} icon={<X />} kind="quiet" size="small" onClick={remove} />
    </>
  );
}

/**
 * A job that was taken out comes back as a new one of the same file, at the end. Where a new job would begin at once,
 * the sheet before a print is opened instead: an undone click must not start a printer.
 */
function putBack(job: Schemas["Job"], go: (path: string) => void): Promise<boolean> {
  const { printer } = job;
  return attempt(async () => {
    const { newPrint } = await call("GET /api/printers/{printer}/queue", { path: { printer } });
    if (newPrint.starts) {
      go(`/files/${job.fileId}?print`);
      return;
    }
    await call("POST /api/jobs/start", {
      body: {
        fileId: job.fileId,
        slicedFileId: job.slicedFileId,
        settings: job.settings,
        printer,
        notes: job.notes,
        isPublic: job.isPublic,
        queue: true,
      },
    });
  });
}
