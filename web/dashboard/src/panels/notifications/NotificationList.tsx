import { X } from "lucide-preact";
import { Link } from "wouter-preact";
import { Button, IconButton } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Empty, Loaded } from "../../design/States";
import { attempt } from "../../design/Toast";
import { ago } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { countUnread } from "../../state/notifications";
import { common } from "../../words/common";
import { preferenceWords } from "../../words/preferences";
import css from "./NotificationList.module.css";

const SHOWN = 50;

/** The newest notifications in a sheet. */
export default function NotificationList({ onClose }: { onClose: () => void }) {
  const t = preferenceWords.value;
  const page = useResource(
    () => call("GET /api/notifications", { query: { limit: SHOWN } }),
    [],
    ["notification"],
  );
  const change = async (work: () => Promise<unknown>) => {
    await attempt(work);
    page.reload();
    await countUnread();
  };
  return (
    <Dialog
      title={t.notifications}
      shape="sheet"
      onClose={onClose}
      actions={
        <Button onClick={() => change(() => call("POST /api/notifications/read-all"))}>{t.readAll}</Button>
      }
    >
      <Loaded resource={page}>
        {(data) =>
          data.notifications.length === 0 ? (
            <Empty title={t.none} />
          ) : (
            <ul>
              {data.notifications.map((one) => (
                <Entry
                  key={one.id}
                  one={one}
                  remove={() =>
                    change(() => call("DELETE /api/notifications/{id}", { path: { id: one.id } }))
                  }
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Link href="/settings/notifications" class="muted small" onClick={onClose}>
        {t.toSettings}
      </Link>
    </Dialog>
  );
}

function Entry({ one, remove }: { one: Schemas["Notification"]; remove: () => void }) {
  return (
    <li class={css.entry} data-type={one.type} data-unread={!one.isRead}>
      <div>
        <p class={css.title}>{one.title}</p>
        <p class="muted small">{one.message}</p>
        <p class="muted small">{ago(one.createdAt)}</p>
      </div>
      <IconButton label={common.value.delete} icon={<X />} kind="quiet" size="small" onClick={remove} />
    </li>
  );
}
