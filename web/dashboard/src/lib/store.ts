import { effect, type Signal, signal } from "@preact/signals";

/** A signal that this device keeps, as far as the browser has storage. */
export function kept<T>(key: string, initial: T): Signal<T> {
  const name = `lezerprint.${key}`;
  let value = initial;
  try {
    const text = localStorage.getItem(name);
    if (text !== null) value = JSON.parse(text) as T;
  } catch {
    value = initial;
  }
  const made = signal(value);
  effect(() => {
    const text = JSON.stringify(made.value);
    try {
      localStorage.setItem(name, text);
    } catch {
      // It holds until the page is loaded again.
    }
  });
  return made;
}
