import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Field, Select } from "../../design/Field";
import { Panel } from "../../design/Panel";
import { Empty, Loaded, Notice } from "../../design/States";
import { attempt, toast } from "../../design/Toast";
import { ago, dateTime } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { user } from "../../state/session";
import { common } from "../../words/common";
import { preferenceWords } from "../../words/preferences";
import { roleWords } from "../../words/roles";
import css from "./Preferences.module.css";

type Role = Schemas["UserRole"];

const ROLES: readonly Role[] = ["VIEWER", "OPERATOR", "ADMIN"];

export default function Keys() {
  const t = preferenceWords.value;
  const [isAdding, setAdding] = useState(false);
  const keys = useResource(() => call("GET /api/api-keys"), []);
  const revoke = async (key: Schemas["ApiKey"]) => {
    await attempt(() => call("DELETE /api/api-keys/{id}", { path: { id: key.id } }), t.revoked(key.name));
    keys.reload();
  };
  return (
    <Panel
      class={css.narrow}
      title={t.keys}
      aside={
        <Button size="small" kind="primary" onClick={() => setAdding(true)}>
          {t.addKey}
        </Button>
      }
    >
      <p class="muted">{t.keysText}</p>
      <Loaded resource={keys}>
        {(data) =>
          data.apiKeys.length === 0 ? (
            <Empty title={t.noKeys} />
          ) : (
            <ul class={css.list}>
              {data.apiKeys.map((one) => (
                <li key={one.id}>
                  <div class={css.entry}>
                    <span>{one.name}</span>
                    <span class="muted small">
                      <code>{one.prefix}…</code> · {roleWords.value.short[one.role]} ·{" "}
                      {one.lastUsedAt ? t.lastUsed(ago(one.lastUsedAt)) : t.neverUsed}
                      {one.expiresAt && ` · ${t.expires(dateTime(one.expiresAt))}`}
                    </span>
                  </div>
                  <Button size="small" kind="quiet" onClick={() => revoke(one)}>
                    {t.revoke}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isAdding && <NewKey onClose={() => setAdding(false)} made={keys.reload} />}
    </Panel>
  );
}

function NewKey({ onClose, made }: { onClose: () => void; made: () => void }) {
  const t = preferenceWords.value;
  const own = user.value?.role ?? "VIEWER";
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>(own === "VIEWER" ? "VIEWER" : "OPERATOR");
  const [key, setKey] = useState<string | null>(null);
  const make = async () => {
    await attempt(async () => setKey((await call("POST /api/api-keys", { body: { name, role } })).key));
    made();
  };
  return (
    <Dialog
      title={t.addKey}
      onClose={onClose}
      actions={
        key === null ? (
          <Button kind="primary" disabled={name === ""} onClick={make}>
            {t.addKey}
          </Button>
        ) : (
          <Button onClick={onClose}>{common.value.close}</Button>
        )
      }
    >
      {key === null ? (
        <>
          <Field label={t.keyName} value={name} maxLength={100} onValue={setName} />
          <Select
            label={t.keyRole}
            value={role}
            onValue={setRole}
            options={ROLES.slice(0, ROLES.indexOf(own) + 1).map((one) => ({
              value: one,
              label: roleWords.value.long[one],
            }))}
          />
        </>
      ) : (
        <>
          <Notice kind="good">{t.keyMade}</Notice>
          <div class={css.secret}>
            <code>{key}</code>
            {navigator.clipboard && (
              <Button
                size="small"
                onClick={() => void navigator.clipboard.writeText(key).then(() => toast.good(t.copied))}
              >
                {t.copy}
              </Button>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}
