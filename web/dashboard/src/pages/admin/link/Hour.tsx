import { signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { isDark } from "../../../lib/colors";
import { clock, number } from "../../../lib/format";
import type { Schemas } from "../../../link/api";
import { language } from "../../../words/language";
import { linkWords } from "../../../words/linkQuality";
import { MinutesChart } from "./chart";
import css from "./LinkQuality.module.css";

type Minute = Schemas["LinkMinute"];

const LANES = [
  { name: "lines", kind: "bars", token: "bed", isTime: false },
  { name: "roundTripMs", kind: "line", token: "chamber", isTime: true },
  { name: "longestStallMs", kind: "bars", token: "warning", isTime: true },
  { name: "resends", kind: "bars", token: "danger", isTime: false },
] as const;
type Lane = (typeof LANES)[number];

/** Four measurements of each minute, one above the other; the pointer shows the same minute in all of them. */
export function Hour({ history }: { history: readonly Minute[] }) {
  const pointed = useMemo(() => signal<number | null>(null), []);
  const shown = history[pointed.value ?? history.length - 1] ?? history.at(-1);
  if (shown === undefined) return null;
  return (
    <div class={css.hour}>
      {LANES.map((lane) => (
        <div key={lane.name} class={css.lane} data-lane={lane.name}>
          <Reading lane={lane} minute={shown} isLast={pointed.value === null} />
          <Canvas
            lane={lane}
            history={history}
            point={(index) => {
              pointed.value = index;
            }}
          />
        </div>
      ))}
    </div>
  );
}

function Reading({ lane, minute, isLast }: { lane: Lane; minute: Minute; isLast: boolean }) {
  const t = linkWords.value;
  return (
    <div class={css.reading}>
      <p>
        <strong>{t[lane.name]}</strong>
        <span class="muted small">{t.meaning[lane.name]}</span>
      </p>
      <p class={css.value}>
        <span class="figure">{measured(lane, minute[lane.name])}</span>
        <span class="muted small">{isLast ? t.now : clock(minute.time)}</span>
      </p>
    </div>
  );
}

function Canvas({
  lane,
  history,
  point,
}: {
  lane: Lane;
  history: readonly Minute[];
  point: (index: number | null) => void;
}) {
  const t = linkWords.value;
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<MinutesChart | null>(null);
  const highest = measured(lane, Math.max(0, ...history.map((one) => one[lane.name])));
  const label = t.plot(t[lane.name], highest);
  useEffect(() => {
    if (element.current === null) return;
    const made = new MinutesChart(element.current, { ...lane, point, hasTimes: lane === LANES.at(-1) });
    chart.current = made;
    return () => made.end();
  }, [isDark.value, language.value]);
  useEffect(() => {
    chart.current?.show(
      history.map((one) => new Date(one.time).getTime() / 1000),
      history.map((one) => one[lane.name]),
    );
  }, [history, isDark.value, language.value]);
  return <div ref={element} class={css.canvas} role="img" aria-label={label} />;
}

function measured(lane: Lane, value: number): string {
  const digits = lane.isTime && value < 100 ? 1 : 0;
  return lane.isTime ? linkWords.value.ms(number(value, digits)) : number(value);
}
