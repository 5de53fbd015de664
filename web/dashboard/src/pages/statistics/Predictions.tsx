import { Loaded } from "../../design/States";
import { duration, percent } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { statisticsWords } from "../../words/statistics";
import css from "./Predictions.module.css";
import type { PartProps } from "./Statistics";

const SIZE = 100;

/** Each print as a dot: right of it is what was predicted, above it what it took. On the diagonal both are equal. */
export function Predictions({ query, inputs }: PartProps) {
  const t = statisticsWords.value;
  const compared = useResource(
    () => call("GET /api/analytics/predictions", { query: { ...query, limit: 100 } }),
    inputs,
  );
  return (
    <Loaded resource={compared}>
      {(data) =>
        data.prints.length === 0 ? (
          <p class="muted">{t.noPredictions}</p>
        ) : (
          <div class={css.predictions}>
            <Dots prints={data.prints} />
            <div>
              {data.withinTenPercent !== null && <p>{t.within(percent(100 * data.withinTenPercent))}</p>}
              {data.medianRatio !== null && <p class="muted">{t.median(percent(100 * data.medianRatio))}</p>}
            </div>
          </div>
        )
      }
    </Loaded>
  );
}

function Dots({ prints }: { prints: readonly Schemas["ComparedPrint"][] }) {
  const t = statisticsWords.value;
  const longest = Math.max(...prints.flatMap((one) => [one.estimatedSeconds, one.actualSeconds])) * 1.05;
  // Durations spread over decades: the square root shows the short ones too.
  const place = (seconds: number) => SIZE * Math.sqrt(seconds / longest);
  return (
    <svg class={css.dots} viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={t.predictions}>
      <path class={css.diagonal} d={`M0 ${SIZE}L${SIZE} 0`} />
      {prints.map((one) => (
        <circle
          key={one.id}
          class={css.dot}
          cx={place(one.estimatedSeconds)}
          cy={SIZE - place(one.actualSeconds)}
          r="1.6"
        >
          <title>
            {`${one.name}: ${duration(one.estimatedSeconds)} ${t.predicted}, ${duration(one.actualSeconds)} ${t.real}`}
          </title>
        </circle>
      ))}
    </svg>
  );
}
