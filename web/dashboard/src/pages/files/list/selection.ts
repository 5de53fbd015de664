import { useCallback, useState } from "preact/hooks";
import type { StoredFile } from "../facts";

/** The files that are chosen, by their ids; those of other pages of the list too. */
export interface Selection {
  files: ReadonlyMap<string, StoredFile>;
  /** With `isRange` all from the last one on, as far as both are shown. */
  toggle: (file: StoredFile, isRange?: boolean) => void;
  set: (files: readonly StoredFile[]) => void;
  clear: () => void;
}

export function useSelection(shown: readonly StoredFile[]): Selection {
  const [files, setFiles] = useState<ReadonlyMap<string, StoredFile>>(new Map());
  const [last, setLast] = useState<string | null>(null);

  const toggle = (file: StoredFile, isRange = false) => {
    const next = new Map(files);
    if (isRange && last !== null) for (const one of between(shown, last, file.id)) next.set(one.id, one);
    else if (!next.delete(file.id)) next.set(file.id, file);
    setFiles(next);
    setLast(file.id);
  };
  const set = useCallback(
    (chosen: readonly StoredFile[]) => setFiles(new Map(chosen.map((one) => [one.id, one]))),
    [],
  );
  const clear = useCallback(() => setFiles(new Map()), []);
  return { files, toggle, set, clear };
}

/** The files from one to another, both included, in whichever order. */
export function between(shown: readonly StoredFile[], one: string, other: string): readonly StoredFile[] {
  const ends = [one, other].map((id) => shown.findIndex((file) => file.id === id));
  if (ends.includes(-1)) return shown.filter((file) => file.id === other);
  return shown.slice(Math.min(...ends), Math.max(...ends) + 1);
}
