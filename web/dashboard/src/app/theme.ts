import { effect } from "@preact/signals";
import { kept } from "../lib/store";

export type Theme = "system" | "light" | "dark";

/** As this device shows the page. */
export const theme = kept<Theme>("theme", "system");

effect(() => {
  const root = globalThis.document?.documentElement;
  if (root === undefined) return;
  if (theme.value === "system") delete root.dataset.theme;
  else root.dataset.theme = theme.value;
});
