import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Meter } from "../../design/Meter";
import { Notice, Skeleton } from "../../design/States";
import { attempt } from "../../design/Toast";
import { clock, duration, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { printer } from "../../state/printers";
import { isOperator } from "../../state/session";
import { homeWords } from "../../words/home";
import { CancelDialog } from "./CancelDialog";
import { IdlePanel } from "./IdlePanel";
import css from "./PrintPanel.module.css";
import { PromptPanel } from "./PromptPanel";

type Status = Schemas["PrinterStatus"];
type CurrentJob = Schemas["CurrentJob"];

const ENDED = new Set(["completed", "cancelled", "failed"]);

/** What is being printed and how far, or what can be done next. */
export function PrintPanel() {
  const status = printer.value.status.value;
  if (status === null) return <Skeleton height="14rem" />;
  const job = status.currentJob;
  return (
    <>
      {status.prompt && <PromptPanel prompt={status.prompt} />}
      {job !== null && !ENDED.has(job.state) ? (
        <ActivePrint status={status} job={job} />
      ) : (
        <IdlePanel status={status} />
      )}
    </>
  );
}

function ActivePrint({ status, job }: { status: Status; job: CurrentJob }) {
  const t = homeWords.value;
  const whole = Math.floor(job.progress);
  return (
    <section class={css.print} aria-label={t.printing}>
      <h1 class={css.name} title={job.name}>
        {job.name}
      </h1>
      <div class={css.figures}>
        <p class={`${css.percent} figure`}>
          {number(whole)}
          <span class={css.unit}>%</span>
        </p>
        <EndTime job={job} />
      </div>
      <Meter label={t.progress} value={job.progress} tone={job.state === "paused" ? "muted" : "accent"} />
      <Detail job={job} />
      {isOperator.value && <Actions status={status} job={job} />}
      <p class="visually-hidden" aria-live="polite">
        {announcement(whole, job)}
      </p>
    </section>
  );
}

/** Changes only every ten percent, so that a screen reader does not chatter. */
function announcement(whole: number, job: CurrentJob): string {
  if (whole % 10 !== 0 || job.timeRemaining === null) return "";
  return homeWords.value.announce(`${whole} %`, duration(Math.ceil(job.timeRemaining / 600) * 600));
}

function EndTime({ job }: { job: CurrentJob }) {
  const t = homeWords.value;
  if (job.estimatedEnd === null || job.timeRemaining === null) return <p class={css.end}>{t.leftUnknown}</p>;
  return (
    <p class={css.end}>
      <span class={`${css.time} figure`}>{t.doneAt(clock(job.estimatedEnd))}</span>
      <span class={css.left}>{t.left(duration(job.timeRemaining))}</span>
    </p>
  );
}

function Detail({ job }: { job: CurrentJob }) {
  const t = homeWords.value;
  const parts = [
    job.layer === null
      ? null
      : job.layersTotal > 0
        ? t.layer(number(job.layer), number(job.layersTotal))
        : t.layerOnly(number(job.layer)),
    job.heightMm === null ? null : t.height(number(job.heightMm, 2)),
    job.timeElapsed === null ? null : t.elapsed(duration(job.timeElapsed)),
  ].filter((part) => part !== null);
  return (
    <>
      <p class={css.detail}>
        {parts.map((part) => (
          <span key={part}>{part}</span>
        ))}
      </p>
      {job.state === "paused" && job.reason ? (
        <Notice kind="warning">{t.pausedBecause(job.reason)}</Notice>
      ) : (
        typeof job.waitingFor === "string" && <Notice>{t.waitingFor(job.waitingFor)}</Notice>
      )}
    </>
  );
}

function Actions({ status, job }: { status: Status; job: CurrentJob }) {
  const t = homeWords.value;
  const [isCancelling, setCancelling] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const reason = (action: "pause" | "resume" | "cancel") =>
    status.unavailable.find((one) => one.action === action)?.reason ?? null;
  const order = async (action: "pause" | "resume") => {
    setBusy(true);
    await attempt(() =>
      call(`POST /api/printers/{printer}/${action}`, { path: { printer: status.printer } }),
    );
    setBusy(false);
  };
  const isPaused = job.state === "paused";
  return (
    <div class={css.actions}>
      {isPaused ? (
        <Button
          kind="primary"
          isBusy={isBusy}
          disabledReason={reason("resume")}
          onClick={() => order("resume")}
        >
          {t.resume}
        </Button>
      ) : (
        <Button isBusy={isBusy} disabledReason={reason("pause")} onClick={() => order("pause")}>
          {t.pause}
        </Button>
      )}
      <Button kind="quiet" disabledReason={reason("cancel")} onClick={() => setCancelling(true)}>
        {t.cancel}
      </Button>
      {isCancelling && (
        <CancelDialog job={job} printer={status.printer} onClose={() => setCancelling(false)} />
      )}
    </div>
  );
}
