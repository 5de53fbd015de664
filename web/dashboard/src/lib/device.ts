const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS/, "macOS"],
  [/Linux/, "Linux"],
];

/** "Firefox, Android" out of a user agent; the whole of it where it is neither. */
export function deviceOf(agent: string | null): string {
  if (agent === null) return "–";
  const of = (table: readonly [RegExp, string][]) => table.find(([pattern]) => pattern.test(agent))?.[1];
  const found = [of(BROWSERS), of(SYSTEMS)].filter((one) => one !== undefined);
  return found.length > 0 ? found.join(", ") : agent;
}
