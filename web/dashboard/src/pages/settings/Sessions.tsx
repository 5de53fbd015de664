import { Button } from "../../design/Button";
import { Panel } from "../../design/Panel";
import { Loaded } from "../../design/States";
import { attempt } from "../../design/Toast";
import { deviceOf } from "../../lib/device";
import { ago } from "../../lib/format";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { preferenceWords } from "../../words/preferences";
import css from "./Preferences.module.css";

export default function Sessions() {
  const t = preferenceWords.value;
  const sessions = useResource(() => call("GET /api/auth/sessions"), []);
  const end = async (id: string) => {
    await attempt(() => call("DELETE /api/auth/sessions/{id}", { path: { id } }), t.ended);
    sessions.reload();
  };
  const endOthers = async () => {
    await attempt(() => call("DELETE /api/auth/sessions"), t.ended);
    sessions.reload();
  };
  return (
    <Loaded resource={sessions}>
      {(data) => (
        <Panel
          class={css.narrow}
          title={t.sessions}
          aside={
            data.sessions.length > 1 && (
              <Button size="small" onClick={endOthers}>
                {t.endOthers}
              </Button>
            )
          }
        >
          <ul class={css.list}>
            {data.sessions.map((one) => (
              <li key={one.id}>
                <div class={css.entry}>
                  <span>{deviceOf(one.userAgent)}</span>
                  <span class="muted small">
                    {one.ipAddress} · {one.current ? t.here : t.lastUsed(ago(one.lastUsedAt))}
                  </span>
                </div>
                {!one.current && (
                  <Button size="small" kind="quiet" onClick={() => end(one.id)}>
                    {t.endSession}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </Loaded>
  );
}
