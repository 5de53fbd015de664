import { useEffect, useRef } from "preact/hooks";
import { Panel } from "../../design/Panel";
import { isDark } from "../../lib/colors";
import type { Schemas } from "../../link/api";
import { drawTemperatures } from "../../panels/temperature/chart";
import { addSample, emptyColumns } from "../../panels/temperature/series";
import { jobWords } from "../../words/jobs";
import css from "./JobTemperatures.module.css";

export function JobTemperatures({ temperatures }: { temperatures: Schemas["Temperature"][] }) {
  const t = jobWords.value;
  const element = useRef<HTMLDivElement>(null);
  const dark = isDark.value;
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const drawn = drawTemperatures(target, columnsOf(temperatures), t.temperatures);
    return () => void drawn.then((chart) => chart.destroy());
  }, [temperatures, dark, t]);
  if (temperatures.length < 2) return null;
  return (
    <Panel title={t.temperatures}>
      <div ref={element} class={css.plot} />
    </Panel>
  );
}

function columnsOf(temperatures: Schemas["Temperature"][]) {
  const columns = emptyColumns();
  for (const one of temperatures)
    addSample(columns, new Date(one.timestamp).getTime() / 1000, {
      hotend: { actual: one.hotendTemp, target: one.hotendTarget },
      bed: { actual: one.bedTemp, target: one.bedTarget },
      chamber: one.chamberTemp === null ? null : { actual: one.chamberTemp, target: null },
    });
  return columns;
}
