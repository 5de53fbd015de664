/** Moves the focus among the links of files with the arrow keys; whether a key was one for that. */
export function move(root: HTMLElement, from: HTMLElement, key: string): boolean {
  const links = [...root.querySelectorAll<HTMLElement>("a[data-file]")];
  const next = nextOf(
    links.map((link) => link.getBoundingClientRect()),
    links.indexOf(from),
    key,
  );
  if (next === null) return false;
  links[next]?.focus();
  return true;
}

interface Place {
  left: number;
  top: number;
}

/** Which place a key leads to; null: it leads nowhere. */
export function nextOf(places: readonly Place[], here: number, key: string): number | null {
  const from = places[here];
  if (from === undefined) return null;
  const found = candidates(places, here, from, key);
  return found === undefined ? null : places.indexOf(found);
}

function candidates(places: readonly Place[], here: number, from: Place, key: string): Place | undefined {
  switch (key) {
    case "ArrowRight":
      return places[here + 1];
    case "ArrowLeft":
      return places[here - 1];
    case "ArrowDown":
      return nearest(
        places.filter((one) => one.top > from.top),
        from,
        1,
      );
    case "ArrowUp":
      return nearest(
        places.filter((one) => one.top < from.top),
        from,
        -1,
      );
    case "Home":
      return places[0];
    case "End":
      return places.at(-1);
    default:
      return undefined;
  }
}

/** The one in the next row that is nearest to the column of another. */
function nearest(places: readonly Place[], from: Place, direction: 1 | -1): Place | undefined {
  const row = places.reduce<number | null>(
    (best, { top }) => (best === null || (top - best) * direction < 0 ? top : best),
    null,
  );
  return places
    .filter(({ top }) => top === row)
    .sort((one, other) => Math.abs(one.left - from.left) - Math.abs(other.left - from.left))[0];
}
