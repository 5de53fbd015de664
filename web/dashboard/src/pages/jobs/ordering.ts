/** The list with one of its elements at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const changed = [...list];
  changed.splice(to, 0, ...changed.splice(from, 1));
  return changed;
}
