import { clockDay, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { statisticsWords } from "../../words/statistics";
import css from "./Calendar.module.css";

const WEEKS = 26;
const DAY_MS = 86_400_000;

/** The days of half a year in columns of weeks, darker the more was printed. */
export function Calendar({ periods }: { periods: readonly Schemas["PeriodFigures"][] }) {
  const t = statisticsWords.value;
  const counts = new Map(periods.map((one) => [dayKey(new Date(one.from)), one.totalPrints]));
  const highest = Math.max(1, ...counts.values());
  const today = new Date();
  const first = today.getTime() - ((today.getDay() + 6) % 7) * DAY_MS - (WEEKS - 1) * 7 * DAY_MS;
  const days = Array.from({ length: WEEKS * 7 }, (_, index) => new Date(first + index * DAY_MS));
  return (
    <ol class={css.calendar}>
      {days.map((day) => {
        const count = counts.get(dayKey(day)) ?? 0;
        const text = t.day(clockDay(day), number(count));
        return (
          <li
            key={day.getTime()}
            class={css.day}
            data-future={day > today}
            title={text}
            style={{ "--part": `${count === 0 ? 0 : 25 + (75 * count) / highest}%` }}
          >
            {count > 0 && <span class="visually-hidden">{text}</span>}
          </li>
        );
      })}
    </ol>
  );
}

function dayKey(day: Date): string {
  return `${day.getFullYear()}-${day.getMonth()}-${day.getDate()}`;
}
