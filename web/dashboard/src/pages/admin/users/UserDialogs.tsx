import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Confirm } from "../../../design/Confirm";
import { Dialog } from "../../../design/Dialog";
import { Field } from "../../../design/Field";
import { Empty, Loaded } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { deviceOf } from "../../../lib/device";
import { ago } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { userWords } from "../../../words/users";
import rows from "../Rows.module.css";
import type { User } from "./Users";

/** What is asked for with an account. */
export interface Asked {
  what: "sessions" | "password" | "remove";
  account: User;
}

interface DialogProps {
  account: User;
  onClose: () => void;
}

export function UserDialogs({
  asked: { what, account },
  onClose,
  changed,
}: {
  asked: Asked;
  onClose: () => void;
  changed: () => void;
}) {
  const t = userWords.value;
  if (what === "sessions") return <Sessions account={account} onClose={onClose} />;
  if (what === "password") return <NewPassword account={account} onClose={onClose} />;
  return (
    <Confirm
      title={t.removeTitle(account.username)}
      action={t.remove}
      good={t.removed(account.username)}
      run={async () => {
        await call("DELETE /api/users/{id}", { path: { id: account.id } });
        changed();
      }}
      onClose={onClose}
    >
      <p>{t.removeText(account.username)}</p>
    </Confirm>
  );
}

function Sessions({ account, onClose }: DialogProps) {
  const t = userWords.value;
  const path = { id: account.id };
  const sessions = useResource(() => call("GET /api/users/{id}/sessions", { path }), [account.id]);
  const end = async () => {
    if (await attempt(() => call("DELETE /api/users/{id}/sessions", { path }), t.ended)) onClose();
  };
  return (
    <Dialog
      title={t.sessionsOf(account.username)}
      onClose={onClose}
      actions={
        (sessions.data?.sessions.length ?? 0) > 0 && (
          <Button kind="danger" onClick={end}>
            {t.endSessions}
          </Button>
        )
      }
    >
      <Loaded resource={sessions}>
        {(data) =>
          data.sessions.length === 0 ? (
            <Empty title={t.noSessions} />
          ) : (
            <ul class={rows.rows}>
              {data.sessions.map((one) => (
                <li key={one.id}>
                  <div class={rows.what}>
                    <span class={rows.name}>{deviceOf(one.userAgent)}</span>
                    <span class="muted small">
                      {one.ipAddress} · {t.used(ago(one.lastUsedAt))}
                    </span>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Dialog>
  );
}

const FORM = "new-password";

function NewPassword({ account, onClose }: DialogProps) {
  const t = userWords.value;
  const [password, setPassword] = useState("");
  const set = async (event: Event) => {
    event.preventDefault();
    const order = () =>
      call("POST /api/users/{id}/password", { path: { id: account.id }, body: { password } });
    if (await attempt(order, t.passwordSet(account.username))) onClose();
  };
  return (
    <Dialog
      title={`${t.newPassword}: ${account.username}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button kind="primary" type="submit" form={FORM}>
            {t.setPassword}
          </Button>
        </>
      }
    >
      <form id={FORM} class={rows.form} onSubmit={set}>
        <p>{t.passwordText}</p>
        <Field
          label={t.newPassword}
          hint={t.passwordHint}
          type="password"
          value={password}
          required
          minLength={8}
          autocomplete="new-password"
          onValue={setPassword}
        />
      </form>
    </Dialog>
  );
}
