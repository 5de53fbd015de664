import { FileBox, ListOrdered, SlidersHorizontal, Video } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Confirm } from "../../../design/Confirm";
import { attempt } from "../../../design/Toast";
import { ago, bytes, clock } from "../../../lib/format";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { trashWords } from "../../../words/trash";
import rows from "../Rows.module.css";
import css from "./TrashRow.module.css";

const ICONS = { FILE: FileBox, JOB: ListOrdered, PROFILE: SlidersHorizontal, RECORDING: Video };

export function TrashRow({ entry, changed }: { entry: Schemas["TrashEntry"]; changed: () => void }) {
  const t = trashWords.value;
  const [isPurging, setPurging] = useState(false);
  const Icon = ICONS[entry.kind];
  const path = { id: entry.id };
  const restore = async () => {
    await attempt(() => call("POST /api/trash/{id}/restore", { path }), t.restored(entry.name));
    changed();
  };
  return (
    <li>
      <Icon class={css.icon} aria-hidden="true" />
      <div class={rows.what}>
        <span class={rows.name}>{entry.name}</span>
        <span class="muted small">
          {t.kinds[entry.kind]} · {entry.sizeBytes > 0 && `${bytes(entry.sizeBytes)} · `}
          {t.deleted(ago(entry.deletedAt))} · {t.until(clock(entry.expiresAt))}
        </span>
      </div>
      <div class={rows.actions}>
        <Button size="small" kind="quiet" onClick={() => setPurging(true)}>
          {t.purge}
        </Button>
        <Button size="small" onClick={restore}>
          {t.restore}
        </Button>
      </div>
      {isPurging && (
        <Confirm
          title={t.purgeTitle(entry.name)}
          action={t.purge}
          good={t.purged(entry.name)}
          run={async () => {
            await call("DELETE /api/trash/{id}", { path });
            changed();
          }}
          onClose={() => setPurging(false)}
        >
          <p>{t.purgeText}</p>
        </Confirm>
      )}
    </li>
  );
}
