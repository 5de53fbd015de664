import type { PageEntry } from "./pages";

interface KeyedPage {
  path: string;
  name: PageEntry["name"];
}

/** Which letter after `g` leads to which page. */
export const PAGE_KEYS: Record<string, KeyedPage> = {
  h: { path: "/", name: "home" },
  c: { path: "/control", name: "control" },
  f: { path: "/files", name: "files" },
  j: { path: "/jobs", name: "jobs" },
  v: { path: "/camera", name: "camera" },
  s: { path: "/statistics", name: "statistics" },
  a: { path: "/admin", name: "admin" },
  p: { path: "/settings", name: "settings" },
};

const SEQUENCE_MS = 1_200;

interface Handlers {
  palette: () => void;
  help: () => void;
  go: (path: string) => void;
}

/** Listens to the page's keys until what it returns is called; letters only while nobody types. */
export function listenToKeys({ palette, help, go }: Handlers): () => void {
  let wentAt = 0;
  const pressed = (event: KeyboardEvent) => {
    const isPalette = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
    // What lies over the page has its own keys.
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (isPalette) {
      event.preventDefault();
      palette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    if (event.key === "?") help();
    const page = event.timeStamp - wentAt < SEQUENCE_MS ? PAGE_KEYS[event.key] : undefined;
    wentAt = event.key === "g" ? event.timeStamp : 0;
    if (page !== undefined) {
      // The same letter may jog the printer.
      event.stopPropagation();
      go(page.path);
    }
  };
  document.addEventListener("keydown", pressed, { capture: true });
  return () => document.removeEventListener("keydown", pressed, { capture: true });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"))
  );
}
