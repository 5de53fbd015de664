import { signal } from "@preact/signals";
import { toast } from "../design/Toast";
import { callPage } from "../link/http";
import { socket } from "../link/socket";

/** How many notifications the user has not read. */
export const unreadCount = signal(0);

const ERRORS = new Set(["ERROR", "PRINT_FAILED"]);
const GOOD = new Set(["SUCCESS", "PRINT_COMPLETE"]);

export async function countUnread(): Promise<void> {
  try {
    const page = await callPage("GET /api/notifications", { query: { unread: true, limit: 1 } });
    unreadCount.value = page.meta?.total ?? 0;
  } catch {
    // The count stays what it was.
  }
}

/** Counts and shows what comes until what it returns is called. */
export function watchNotifications(): () => void {
  void countUnread();
  const ends = [
    socket.on("notification", ({ type, title, message }) => {
      unreadCount.value += 1;
      const text = message ? `${title}: ${message}` : title;
      if (ERRORS.has(type)) toast.error(text);
      else if (GOOD.has(type)) toast.good(text);
      else toast.info(text);
    }),
    socket.onReturn(() => void countUnread()),
  ];
  return () => {
    for (const end of ends) end();
  };
}
