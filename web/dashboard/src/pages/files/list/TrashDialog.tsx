import { RotateCcw } from "lucide-preact";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Empty, Loaded } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { ago, bytes, clock } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import { call } from "../../../link/http";
import { fileWords } from "../../../words/files";
import css from "./FileList.module.css";

const SHOWN = 100;

/** Files that were deleted and can still be brought back. */
export function TrashDialog({ changed, close }: { changed: () => void; close: () => void }) {
  const t = fileWords.value;
  const resource = useResource(
    () => call("GET /api/trash", { query: { kind: ["FILE"], limit: SHOWN } }),
    [],
    ["file:deleted"],
  );
  const restore = async (id: string) => {
    if (!(await attempt(() => call("POST /api/trash/{id}/restore", { path: { id } }), t.restored))) return;
    resource.reload();
    changed();
  };
  return (
    <Dialog title={t.trash} onClose={close}>
      <Loaded resource={resource} height="8rem">
        {({ entries }) =>
          entries.length === 0 ? (
            <Empty title={t.trashEmpty} />
          ) : (
            <ul class={css.trash}>
              {entries.map((one) => (
                <li key={one.id}>
                  <div>
                    <p class="truncate" title={one.name}>
                      {one.name}
                    </p>
                    <p class="muted small">
                      {`${bytes(one.sizeBytes)} · ${ago(one.deletedAt)} · ${t.keptUntil(clock(one.expiresAt))}`}
                    </p>
                  </div>
                  <Button size="small" icon={<RotateCcw />} onClick={() => void restore(one.id)}>
                    {t.restore}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Dialog>
  );
}
