import { Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Confirm } from "../../../design/Confirm";
import { Panel } from "../../../design/Panel";
import { Empty, Loaded } from "../../../design/States";
import { Segments } from "../../../design/Tabs";
import { bytes, number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { trashWords } from "../../../words/trash";
import rows from "../Rows.module.css";
import { TrashRow } from "./TrashRow";

type Kind = Schemas["TrashKind"];

const KINDS: readonly Kind[] = ["FILE", "JOB", "PROFILE", "RECORDING"];
const PAGE = 50;
const MOST_A_PAGE = 100;

/** What was deleted: brought back, or gone for good before its time. */
export default function Trash() {
  const t = trashWords.value;
  const [kind, setKind] = useState<Kind | "all">("all");
  const [count, setCount] = useState(PAGE);
  const [isEmptying, setEmptying] = useState(false);
  const trash = useResource(() => loadTrash(kind, count), [kind, count], ["file:deleted"]);
  const isEmpty = trash.data === null || trash.data.total === 0;
  return (
    <Panel
      title={t.title}
      aside={
        !isEmpty && (
          <Button size="small" kind="danger" onClick={() => setEmptying(true)}>
            {t.emptyTrash}
          </Button>
        )
      }
    >
      <p class="muted">
        {t.text}
        {trash.data && trash.data.totalBytes > 0 && ` ${t.size(bytes(trash.data.totalBytes))}.`}
      </p>
      <div>
        <Segments
          label={t.filter}
          value={kind}
          options={(["all", ...KINDS] as const).map((value) => ({
            value,
            label: value === "all" ? t.all : t.kinds[value],
          }))}
          onValue={setKind}
        />
      </div>
      <Loaded resource={trash} height="16rem">
        {({ list, total }) =>
          list.length === 0 ? (
            <Empty icon={<Trash2 />} title={t.empty}>
              {t.emptyHint}
            </Empty>
          ) : (
            <>
              <ul class={rows.rows}>
                {list.map((entry) => (
                  <TrashRow key={entry.id} entry={entry} changed={trash.reload} />
                ))}
              </ul>
              {total > list.length && <Button onClick={() => setCount(count + PAGE)}>{t.more}</Button>}
            </>
          )
        }
      </Loaded>
      {isEmptying && trash.data && <EmptyTrash onClose={() => setEmptying(false)} changed={trash.reload} />}
    </Panel>
  );
}

/** Says what all of it is, whatever the list shows. */
function EmptyTrash({ onClose, changed }: { onClose: () => void; changed: () => void }) {
  const t = trashWords.value;
  const all = useResource(() => call("GET /api/trash", { query: { limit: 1 } }), []);
  return (
    <Confirm
      title={t.emptyTrash}
      action={t.emptyTrash}
      good={t.emptied}
      run={async () => {
        await call("DELETE /api/trash");
        changed();
      }}
      onClose={onClose}
    >
      <Loaded resource={all} height="3rem">
        {(data) => <p>{t.emptyText(number(data.total), bytes(data.totalBytes))}</p>}
      </Loaded>
    </Confirm>
  );
}

async function loadTrash(
  kind: Kind | "all",
  count: number,
): Promise<{ list: Schemas["TrashEntry"][]; total: number; totalBytes: number }> {
  const list: Schemas["TrashEntry"][] = [];
  let total = 0;
  let totalBytes = 0;
  for (let page = 1; list.length < count; page += 1) {
    const limit = Math.min(count, MOST_A_PAGE);
    const answer = await call("GET /api/trash", {
      query: { page, limit, ...(kind === "all" ? {} : { kind: [kind] }) },
    });
    list.push(...answer.entries);
    ({ total, totalBytes } = answer);
    if (answer.entries.length < limit) break;
  }
  return { list: list.slice(0, count), total, totalBytes };
}
