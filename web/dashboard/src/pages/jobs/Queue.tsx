import { ListOrdered } from "lucide-preact";
import { Button } from "../../design/Button";
import { LinkButton } from "../../design/LinkButton";
import { Panel } from "../../design/Panel";
import { Empty, Loaded, Notice } from "../../design/States";
import { duration, percent } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { order } from "../../state/orders";
import { printerName } from "../../state/printers";
import { isOperator } from "../../state/session";
import { jobWords } from "../../words/jobs";
import { JobRow } from "./JobRow";
import { QueueList } from "./QueueList";

const UNDER_WAY = new Set(["PREPARING", "PRINTING", "PAUSED"]);

/** What is printed now and next on the shown printer. */
export function Queue() {
  const t = jobWords.value;
  const printer = printerName.value;
  const queue = useResource(
    () => call("GET /api/printers/{printer}/queue", { path: { printer } }),
    [printer],
    ["print:started", "print:completed", "print:failed", "print:cancelled", "print:event"],
  );
  return (
    <Loaded resource={queue} height="16rem">
      {(data) => (
        <>
          {data.current && UNDER_WAY.has(data.current.status) && <Current job={data.current} />}
          {data.queue.length === 0 ? (
            <Empty
              icon={<ListOrdered />}
              title={t.emptyQueue}
              action={isOperator.value && <LinkButton href="/files">{t.chooseFile}</LinkButton>}
            >
              {t.emptyQueueHint}
            </Empty>
          ) : (
            <Panel title={t.waiting}>
              {!data.bedIsClear && <BedNotClear reload={queue.reload} />}
              <QueueList queue={data} change={queue.set} reload={queue.reload} />
            </Panel>
          )}
        </>
      )}
    </Loaded>
  );
}

function Current({ job }: { job: Schemas["Job"] }) {
  const t = jobWords.value;
  return (
    <Panel title={t.now}>
      <JobRow
        job={job}
        facts={
          <>
            <span>{t.states[job.status]}</span>
            <span>{percent(job.progress)}</span>
            {job.timeRemaining !== null && <span>{duration(job.timeRemaining)}</span>}
          </>
        }
      />
    </Panel>
  );
}

function BedNotClear({ reload }: { reload: () => void }) {
  const t = jobWords.value;
  const clear = async () => {
    await order("POST /api/printers/{printer}/bed-clear");
    reload();
  };
  return (
    <Notice
      kind="warning"
      action={
        isOperator.value && (
          <Button kind="primary" size="small" onClick={clear}>
            {t.bedClear}
          </Button>
        )
      }
    >
      {t.bedNotClear}
    </Notice>
  );
}
