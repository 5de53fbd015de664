import { Pencil, Plus, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Confirm } from "../../../design/Confirm";
import { Menu } from "../../../design/Menu";
import { Panel } from "../../../design/Panel";
import { Empty } from "../../../design/States";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { settingWords } from "../../../words/serverSettings";
import rows from "../Rows.module.css";
import { EntrySheet } from "./EntrySheet";
import type { Values } from "./fields";
import type { Setting } from "./SettingRow";
import type { Schema } from "./schema";

/** The printers or the cameras: added, changed and removed one by one. */
export function SettingTable({ table, changed }: { table: Setting; changed: () => void }) {
  const t = settingWords.value;
  const isPrinters = table.key === "printers";
  const [edited, setEdited] = useState<Values | "new" | null>(null);
  const entries = (table.nextValue ?? []) as Values[];
  const inForce = new Set(((table.value ?? []) as Values[]).map((one) => JSON.stringify(one)));
  return (
    <Panel
      title={isPrinters ? t.printers : t.cameras}
      aside={
        <Button size="small" icon={<Plus />} onClick={() => setEdited("new")}>
          {isPrinters ? t.addPrinter : t.addCamera}
        </Button>
      }
    >
      {entries.length === 0 ? (
        <Empty title={isPrinters ? t.noPrinters : t.noCameras} />
      ) : (
        <ul class={rows.rows}>
          {entries.map((one) => (
            <Entry
              key={String(one.name)}
              table={table.key}
              entry={one}
              isWaiting={!inForce.has(JSON.stringify(one))}
              edit={() => setEdited(one)}
              changed={changed}
            />
          ))}
        </ul>
      )}
      {edited && (
        <EntrySheet
          table={table.key}
          schema={(table.valueSchema ?? {}) as Schema}
          entry={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          changed={changed}
        />
      )}
    </Panel>
  );
}

interface EntryProps {
  table: string;
  entry: Values;
  isWaiting: boolean;
  edit: () => void;
  changed: () => void;
}

function Entry({ table, entry, isWaiting, edit, changed }: EntryProps) {
  const t = settingWords.value;
  const [isRemoving, setRemoving] = useState(false);
  const name = String(entry.name);
  const remove = async () => {
    await call("DELETE /api/settings/{table}/{name}", { path: { table, name } });
    changed();
  };
  return (
    <li>
      <div class={rows.what}>
        <span class={rows.name}>
          {String(entry.title ?? name)}
          {isWaiting && <span class={rows.tag}>{t.filters.waiting}</span>}
        </span>
        <span class="muted small">
          <code>{String(entry.device ?? entry.url ?? "")}</code>
          {entry.baudrate != null && ` · ${String(entry.baudrate)}`}
        </span>
      </div>
      <div class={rows.actions}>
        <Button size="small" icon={<Pencil />} onClick={edit}>
          {common.value.edit}
        </Button>
        <Menu items={[{ label: t.remove, icon: <Trash2 />, danger: true, run: () => setRemoving(true) }]} />
      </div>
      {isRemoving && (
        <Confirm
          title={t.removeTitle(name)}
          action={t.remove}
          good={t.savedForLater}
          run={remove}
          onClose={() => setRemoving(false)}
        >
          <p>{table === "printers" ? t.removePrinter(name) : t.removeCamera(name)}</p>
        </Confirm>
      )}
    </li>
  );
}
