import { signal } from "@preact/signals";
import { ApiError } from "../link/errors";
import { common } from "../words/common";
import { Button } from "./Button";
import css from "./Toast.module.css";

interface Toast {
  id: number;
  text: string;
  kind: "info" | "good" | "error";
  action: { label: string; run: () => void } | null;
}

const SHOWN_MS = 6_000;
const UNDO_MS = 12_000;

const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

function show(text: string, kind: Toast["kind"], action: Toast["action"] = null): void {
  lastId += 1;
  const toast: Toast = { id: lastId, text, kind, action };
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => dismiss(toast.id), action === null ? SHOWN_MS : UNDO_MS);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

/** Short messages at the edge of the page. */
export const toast = {
  info: (text: string) => show(text, "info"),
  good: (text: string) => show(text, "good"),
  error: (text: string) => show(text, "error"),
  undo: (text: string, undo: () => void) => show(text, "info", { label: common.peek().undo, run: undo }),
};

/** Does what a button asks for, and says so where it does not work; whether it did. */
export async function attempt(work: () => Promise<unknown>, good?: string): Promise<boolean> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast.error(error.isOffline ? common.peek().offline : error.message);
    return false;
  }
  if (good !== undefined) toast.good(good);
  return true;
}

export function Toasts() {
  return (
    <div class={css.toasts} role="status" aria-live="polite">
      {toasts.value.map((one) => (
        <div key={one.id} class={`${css.toast} ${css[one.kind]}`}>
          <span>{one.text}</span>
          {one.action && (
            <Button
              size="small"
              onClick={() => {
                dismiss(one.id);
                one.action?.run();
              }}
            >
              {one.action.label}
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}
