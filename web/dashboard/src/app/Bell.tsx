import { Bell as BellIcon } from "lucide-preact";
import { Suspense } from "preact/compat";
import { useEffect, useState } from "preact/hooks";
import { IconButton } from "../design/Button";
import { number } from "../lib/format";
import { lazy } from "../lib/lazy";
import { unreadCount, watchNotifications } from "../state/notifications";
import { shell } from "../words/shell";
import css from "./Bell.module.css";

const List = lazy(() => import("../panels/notifications/NotificationList"));

/** How many notifications are unread; a press shows them. */
export function Bell() {
  const [isOpen, setOpen] = useState(false);
  const t = shell.value;
  const count = unreadCount.value;
  useEffect(watchNotifications, []);
  return (
    <div class={css.bell}>
      <IconButton
        kind="quiet"
        icon={<BellIcon />}
        label={count > 0 ? `${t.notifications}: ${number(count)}` : t.notifications}
        onClick={() => setOpen(true)}
      />
      {count > 0 && (
        <span class={css.count} aria-hidden="true">
          {count > 99 ? "99+" : count}
        </span>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <List onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
