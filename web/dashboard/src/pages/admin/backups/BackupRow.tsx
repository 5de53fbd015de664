import { Download, History, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { IconButton } from "../../../design/Button";
import { Confirm } from "../../../design/Confirm";
import { Menu } from "../../../design/Menu";
import { Notice } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { downloadSigned } from "../../../lib/download";
import { ago, bytes, dateTime } from "../../../lib/format";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { backupWords } from "../../../words/backups";
import rows from "../Rows.module.css";

export function BackupRow({ backup, changed }: { backup: Schemas["Backup"]; changed: () => void }) {
  const t = backupWords.value;
  const [asked, setAsked] = useState<"restore" | "remove" | null>(null);
  const { name } = backup;
  const close = () => setAsked(null);
  return (
    <li>
      <div class={rows.what}>
        <span class={rows.name}>
          {dateTime(backup.createdAt)}
          <span class={rows.tag}>{t.kinds[backup.kind]}</span>
        </span>
        <span class="muted small">
          {ago(backup.createdAt)} · {bytes(backup.sizeBytes)} · {name}
        </span>
      </div>
      <div class={rows.actions}>
        <IconButton
          label={t.downloadOf(name)}
          icon={<Download />}
          size="small"
          onClick={() =>
            void attempt(() => downloadSigned(`/api/admin/backups/${encodeURIComponent(name)}`, name))
          }
        />
        <Menu
          label={t.actions(name)}
          items={[
            { label: t.restore, icon: <History />, danger: true, run: () => setAsked("restore") },
            { label: t.remove, icon: <Trash2 />, danger: true, run: () => setAsked("remove") },
          ]}
        />
      </div>
      {asked === "restore" && <Restore backup={backup} onClose={close} />}
      {asked === "remove" && (
        <Confirm
          title={t.removeTitle(name)}
          action={t.remove}
          good={t.removed(name)}
          run={async () => {
            await call("DELETE /api/admin/backups/{name}", { path: { name } });
            changed();
          }}
          onClose={close}
        >
          <p>{t.removeText}</p>
        </Confirm>
      )}
    </li>
  );
}

function Restore({ backup, onClose }: { backup: Schemas["Backup"]; onClose: () => void }) {
  const t = backupWords.value;
  const { name } = backup;
  return (
    <Confirm
      title={t.restoreTitle}
      action={t.restore}
      good={t.restoring}
      typed={{ label: t.confirm(name), text: name }}
      run={() => call("POST /api/admin/backups/{name}/restore", { path: { name }, body: { confirm: name } })}
      onClose={onClose}
    >
      <p>
        <strong>{t.restoreWhat(dateTime(backup.createdAt))}</strong>
      </p>
      <Notice kind="warning">{t.restoreLoses}</Notice>
      <p class="muted">{t.restorePrint}</p>
    </Confirm>
  );
}
