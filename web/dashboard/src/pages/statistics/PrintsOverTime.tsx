import { clockDay, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { statisticsWords } from "../../words/statistics";
import css from "./PrintsOverTime.module.css";

type Period = Schemas["PeriodFigures"];

const KINDS = ["completed", "failed", "cancelled"] as const;
const BARS = 31;

/** A bar for each day, or for several days where there are too many. */
export function PrintsOverTime({ periods, days }: { periods: readonly Period[]; days: number }) {
  const t = statisticsWords.value;
  const bars = grouped(periods, days);
  const highest = Math.max(1, ...bars.map((one) => one.completed + one.failed + one.cancelled));
  return (
    <div class={css.chart}>
      <ol class={css.bars}>
        {bars.map((bar) => {
          const text = KINDS.map((kind) => `${t[kind]}: ${number(bar[kind])}`).join(", ");
          return (
            <li key={bar.from} class={css.bar} title={`${clockDay(bar.from)} · ${text}`}>
              <span class="visually-hidden">{`${clockDay(bar.from)}: ${text}`}</span>
              {KINDS.map((kind) => (
                <span
                  key={kind}
                  class={css[kind]}
                  style={{ height: `${(100 * bar[kind]) / highest}%` }}
                  aria-hidden="true"
                />
              ))}
            </li>
          );
        })}
      </ol>
      <div class={css.axis} aria-hidden="true">
        <span>{bars[0] && clockDay(bars[0].from)}</span>
        <span>{bars.at(-1) && clockDay(bars.at(-1)?.from ?? "")}</span>
      </div>
      <ul class={css.legend}>
        {KINDS.map((kind) => (
          <li key={kind}>
            <span class={css[kind]} aria-hidden="true" />
            {t[kind]}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface Bar {
  from: string;
  completed: number;
  failed: number;
  cancelled: number;
}

const DAY_MS = 86_400_000;

/** The days of the period in at most `BARS` groups, also those without a print. */
export function grouped(periods: readonly Period[], days: number, nowMs = Date.now()): Bar[] {
  const each = Math.max(1, Math.ceil(days / BARS));
  const count = Math.ceil(days / each);
  const bars: Bar[] = Array.from({ length: count }, (_, index) => ({
    from: new Date(nowMs - (count - index) * each * DAY_MS + DAY_MS).toISOString(),
    completed: 0,
    failed: 0,
    cancelled: 0,
  }));
  for (const period of periods) {
    const age = (nowMs - new Date(period.from).getTime()) / DAY_MS;
    const bar = bars[count - 1 - Math.floor(age / each)];
    if (bar === undefined) continue;
    for (const kind of KINDS) bar[kind] += period[kind];
  }
  return bars;
}
