import { computed, type ReadonlySignal, signal } from "@preact/signals";

export type Language = "en" | "de";

/** The shape of one language's texts, so that the compiler compares the others with it. */
export type Same<T> = T extends string
  ? string
  : T extends (...values: infer A) => string
    ? (...values: A) => string
    : { [K in keyof T]: Same<T[K]> };

const KEY = "lezerprint.language";

export const languages: Record<Language, string> = { en: "English", de: "Deutsch" };

export const language = signal<Language>(initial());

/** Texts of one area of the page; read `.value` where they are shown, and they change with the language. */
export function words<const T>(en: T, de: Same<T>): ReadonlySignal<Same<T>> {
  return computed(() => (language.value === "de" ? de : (en as Same<T>)));
}

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // It holds until the page is loaded again.
  }
}

function initial(): Language {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(KEY);
  } catch {
    stored = null;
  }
  const wanted = stored ?? globalThis.navigator?.language.slice(0, 2) ?? "en";
  return wanted in languages ? (wanted as Language) : "en";
}
