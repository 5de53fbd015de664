import { Archive, Plus } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Meter } from "../../../design/Meter";
import { Panel } from "../../../design/Panel";
import { Empty, Loaded, Notice } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { ago, bytes } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { socket } from "../../../link/socket";
import { backupWords } from "../../../words/backups";
import rows from "../Rows.module.css";
import { BackupRow } from "./BackupRow";
import { Upload } from "./Upload";

const OPERATION = "backup-database";

/** The backups: made, downloaded, uploaded and restored. */
export default function Backups() {
  const t = backupWords.value;
  const backups = useResource(() => call("GET /api/admin/backups"), []);
  const task = useBackupTask(backups.reload);
  const make = () => attempt(() => call("POST /api/admin/backup"), t.ordered);
  const isMaking = task?.status === "QUEUED" || task?.status === "RUNNING";
  return (
    <Panel
      title={t.title}
      aside={
        <>
          <Upload uploaded={backups.reload} />
          <Button size="small" kind="primary" icon={<Plus />} isBusy={isMaking} onClick={make}>
            {t.make}
          </Button>
        </>
      }
    >
      <p class="muted">{t.text}</p>
      {isMaking && <Meter label={t.making} value={task.progress} />}
      {task?.status === "FAILED" && <Notice kind="error">{t.failed(task.error ?? "")}</Notice>}
      <Loaded resource={backups} height="14rem">
        {(data) => (
          <>
            {data.lastRestore && <LastRestore restore={data.lastRestore} />}
            {data.backups.length === 0 ? (
              <Empty icon={<Archive />} title={t.empty}>
                {t.emptyHint}
              </Empty>
            ) : (
              <>
                <ul class={rows.rows}>
                  {data.backups.map((one) => (
                    <BackupRow key={one.name} backup={one} changed={backups.reload} />
                  ))}
                </ul>
                <p class="muted small">{t.total(bytes(data.totalBytes))}</p>
              </>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** The newest task that makes a backup, if one was under way since the page was opened. */
function useBackupTask(changed: () => void): Schemas["Task"] | null {
  const [task, setTask] = useState<Schemas["Task"] | null>(null);
  useEffect(() => {
    void call("GET /api/tasks", {
      query: { operation: OPERATION, status: ["QUEUED", "RUNNING"], limit: 1 },
    }).then(
      ({ tasks }) => setTask((before) => before ?? tasks[0] ?? null),
      () => undefined, // The list below says what went wrong.
    );
    return socket.on("task:update", (update) => {
      if (update.operation !== OPERATION) return;
      setTask(update);
      if (update.status === "FINISHED") changed();
    });
  }, []);
  return task;
}

function LastRestore({ restore }: { restore: Schemas["LastRestore"] }) {
  const t = backupWords.value;
  if (restore.error !== null)
    return <Notice kind="error">{t.restoreFailed(restore.name, restore.error)}</Notice>;
  return (
    <Notice kind="good">
      {t.restored(restore.name, ago(restore.at))} {restore.copyName && t.copy(restore.copyName)}
    </Notice>
  );
}
