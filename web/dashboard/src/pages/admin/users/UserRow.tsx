import { KeyRound, MonitorSmartphone, Trash2, UserCheck, UserX } from "lucide-preact";
import { Select } from "../../../design/Field";
import { Menu } from "../../../design/Menu";
import { attempt } from "../../../design/Toast";
import { ago } from "../../../lib/format";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { user } from "../../../state/session";
import { roleWords } from "../../../words/roles";
import { userWords } from "../../../words/users";
import rows from "../Rows.module.css";
import type { Asked } from "./UserDialogs";
import type { User } from "./Users";
import css from "./Users.module.css";

export const ROLES: readonly Schemas["UserRole"][] = ["VIEWER", "OPERATOR", "ADMIN"];

interface UserRowProps {
  account: User;
  ask: (asked: Asked) => void;
  changed: () => void;
}

export function UserRow({ account, ask, changed }: UserRowProps) {
  const t = userWords.value;
  const isOwn = account.id === user.value?.id;
  const ownReason = isOwn ? t.ownAccount : null;
  const change = async (body: Schemas["UserChange"], good?: string) => {
    await attempt(() => call("PATCH /api/users/{id}", { path: { id: account.id }, body }), good);
    changed();
  };
  return (
    <li class={account.isActive ? "" : css.inactive}>
      <span class={css.initial} aria-hidden="true">
        {account.username.slice(0, 1).toUpperCase()}
      </span>
      <div class={rows.what}>
        <span class={rows.name}>
          {account.username}
          {isOwn && <span class={rows.tag}>{t.you}</span>}
          {!account.isActive && <span class={rows.tag}>{t.inactive}</span>}
        </span>
        <span class="muted small">
          {account.email} · {account.lastLoginAt ? t.lastSignIn(ago(account.lastLoginAt)) : t.never}
        </span>
      </div>
      <div class={rows.actions}>
        <div class={css.role} title={isOwn ? t.ownRole : undefined}>
          <Select
            label={t.roleOf(account.username)}
            hideLabel
            value={account.role}
            disabled={isOwn}
            options={ROLES.map((value) => ({ value, label: roleWords.value.short[value] }))}
            onValue={(role) => void change({ role })}
          />
        </div>
        <Menu
          label={t.actions(account.username)}
          items={[
            { label: t.sessions, icon: <MonitorSmartphone />, run: () => ask({ what: "sessions", account }) },
            {
              label: t.newPassword,
              icon: <KeyRound />,
              disabledReason: ownReason,
              run: () => ask({ what: "password", account }),
            },
            account.isActive
              ? {
                  label: t.deactivate,
                  icon: <UserX />,
                  disabledReason: ownReason,
                  run: () => void change({ isActive: false }, t.deactivated(account.username)),
                }
              : {
                  label: t.activate,
                  icon: <UserCheck />,
                  run: () => void change({ isActive: true }, t.activated(account.username)),
                },
            {
              label: t.remove,
              icon: <Trash2 />,
              danger: true,
              disabledReason: ownReason,
              run: () => ask({ what: "remove", account }),
            },
          ]}
        />
      </div>
    </li>
  );
}
