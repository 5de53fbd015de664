import { Link } from "wouter-preact";
import { Button } from "../../design/Button";
import { LinkButton } from "../../design/LinkButton";
import { Notice } from "../../design/States";
import { attempt } from "../../design/Toast";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { isOperator } from "../../state/session";
import { homeWords } from "../../words/home";
import { stateWord } from "../../words/states";
import css from "./PrintPanel.module.css";

type Status = Schemas["PrinterStatus"];

/** Nothing is being printed: what was last, and the one thing to do next. */
export function IdlePanel({ status }: { status: Status }) {
  const t = homeWords.value;
  const queue = useResource(
    () => call("GET /api/printers/{printer}/queue", { path: { printer: status.printer } }),
    [status.printer, status.state, status.connection.state],
    ["print:started", "print:completed", "print:failed", "print:cancelled", "print:event"],
  );
  const isReady = status.connection.state === "ready";
  const last = queue.data?.current ?? null;
  const next = queue.data?.queue[0] ?? null;
  return (
    <section class={css.idle} aria-label={t.title}>
      <p class={css.headline}>{status.sdPrint ? t.sd(status.sdPrint.name) : stateWord(stateOf(status))}</p>
      {!isReady && <Notice kind="warning">{status.connection.reason || t.noPrinter}</Notice>}
      {isReady && last && <LastPrint job={last} bedIsClear={queue.data?.bedIsClear ?? true} />}
      {isOperator.value && (
        <div class={css.actions}>
          {isReady ? (
            <NextAction queue={queue.data} next={next} printer={status.printer} reload={queue.reload} />
          ) : (
            <Reconnect status={status} />
          )}
        </div>
      )}
    </section>
  );
}

function stateOf(status: Status): string {
  return status.connection.state === "ready" ? status.state : status.connection.state;
}

function LastPrint({ job, bedIsClear }: { job: Schemas["Job"]; bedIsClear: boolean }) {
  const t = homeWords.value;
  const say = { COMPLETED: t.lastDone, FAILED: t.lastFailed, CANCELLED: t.lastCancelled }[
    job.status as string
  ];
  if (say === undefined) return null;
  return (
    <p class="muted">
      {say(job.name)}. {!bedIsClear && `${t.bedQuestionEmpty} `}
      <Link href={`/jobs/${job.id}`}>{t.showJob}</Link>
    </p>
  );
}

interface NextActionProps {
  queue: Schemas["Queue"] | null;
  next: Schemas["Job"] | null;
  printer: string;
  reload: () => void;
}

function NextAction({ queue, next, printer, reload }: NextActionProps) {
  const t = homeWords.value;
  if (queue !== null && !queue.bedIsClear) {
    const clear = async () => {
      await attempt(() => call("POST /api/printers/{printer}/bed-clear", { path: { printer } }));
      reload();
    };
    return (
      <>
        {next && <p class="muted">{t.bedQuestion}</p>}
        <Button kind="primary" onClick={clear}>
          {t.bedClear}
        </Button>
      </>
    );
  }
  if (next !== null) {
    const start = () => attempt(() => call("POST /api/jobs/{id}/start", { path: { id: next.id } }));
    return (
      <Button kind="primary" disabledReason={queue?.nextPrint.reason ?? null} onClick={start}>
        {t.startNext(next.name)}
      </Button>
    );
  }
  return (
    <LinkButton href="/files" kind="primary">
      {t.chooseFile}
    </LinkButton>
  );
}

function Reconnect({ status }: { status: Status }) {
  const t = homeWords.value;
  const path = { printer: status.printer };
  if (status.actions.includes("connect"))
    return (
      <Button
        kind="primary"
        onClick={() => attempt(() => call("POST /api/printers/{printer}/connect", { path }))}
      >
        {t.connect}
      </Button>
    );
  if (status.connection.state === "halted" && status.actions.includes("reset"))
    return (
      <Button
        kind="primary"
        onClick={() => attempt(() => call("POST /api/printers/{printer}/reset", { path }))}
      >
        {t.reset}
      </Button>
    );
  return null;
}
