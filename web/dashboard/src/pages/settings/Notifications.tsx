import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Field, Switch } from "../../design/Field";
import { Panel } from "../../design/Panel";
import { attempt } from "../../design/Toast";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { enter, user } from "../../state/session";
import { common } from "../../words/common";
import { preferenceWords } from "../../words/preferences";
import css from "./Preferences.module.css";

type Type = Schemas["NotificationType"];

interface ChannelSettings {
  enabled?: boolean;
  url?: string;
  secret?: string;
  types?: Partial<Record<Type, boolean>>;
}

type Preferences = NonNullable<Schemas["MeInput"]["preferences"]>;
type Channels = Partial<Record<"webSocket" | "email" | "webhook", ChannelSettings>>;

/** Kinds that are sent by email and webhook unless the user chooses otherwise. */
const URGENT: readonly Type[] = [
  "PRINT_COMPLETE",
  "PRINT_FAILED",
  "PRINT_PAUSED",
  "PRINT_RESUMED",
  "ACTION_REQUIRED",
  "ERROR",
  "MAINTENANCE",
];
const OTHERS: readonly Type[] = ["WARNING", "SUCCESS", "INFO"];

/** What a user is told, and how; stored with the account. */
export default function Notifications() {
  const t = preferenceWords.value;
  const preferences = user.value?.preferences ?? {};
  const channels = (preferences.notifications ?? {}) as Channels;
  const [url, setUrl] = useState(channels.webhook?.url ?? "");
  const [secret, setSecret] = useState(channels.webhook?.secret ?? "");

  const change = (name: keyof Channels, values: ChannelSettings) =>
    attempt(async () => {
      const notifications = { ...channels, [name]: { ...channels[name], ...values } };
      const body = { preferences: { ...preferences, notifications } as unknown as Preferences };
      enter((await call("PATCH /api/auth/me", { body })).user);
    }, t.saved);
  return (
    <>
      <Panel class={css.narrow} title={t.inPage}>
        <Types
          channel={channels.webSocket}
          isOn={() => true}
          change={(types) => change("webSocket", { types })}
        />
      </Panel>
      <Panel class={css.narrow} title={t.byEmail}>
        <Switch
          label={t.byEmail}
          hint={user.value?.email}
          checked={channels.email?.enabled ?? false}
          onValue={(enabled) => change("email", { enabled })}
        />
        {channels.email?.enabled && (
          <Types
            channel={channels.email}
            isOn={(type) => URGENT.includes(type)}
            change={(types) => change("email", { types })}
          />
        )}
      </Panel>
      <Panel class={css.narrow} title={t.webhook}>
        <Field label={t.webhookUrl} type="url" value={url} onValue={setUrl} />
        <Field label={t.webhookSecret} autoComplete="off" minLength={16} value={secret} onValue={setSecret} />
        <div>
          <Button
            onClick={() =>
              change("webhook", {
                ...(url === "" ? {} : { url }),
                ...(secret === "" ? {} : { secret }),
                enabled: url !== "",
              })
            }
          >
            {common.value.save}
          </Button>{" "}
          <Button
            kind="quiet"
            onClick={() => attempt(() => call("POST /api/notifications/test"), t.testSent)}
          >
            {t.test}
          </Button>
        </div>
      </Panel>
    </>
  );
}

interface TypesProps {
  channel: ChannelSettings | undefined;
  isOn: (type: Type) => boolean;
  change: (types: Partial<Record<Type, boolean>>) => void;
}

function Types({ channel, isOn, change }: TypesProps) {
  const t = preferenceWords.value;
  return (
    <div class={css.types}>
      {[...URGENT, ...OTHERS].map((type) => (
        <Switch
          key={type}
          label={t.types[type]}
          checked={channel?.types?.[type] ?? isOn(type)}
          onValue={(checked) => change({ ...channel?.types, [type]: checked })}
        />
      ))}
    </div>
  );
}
