import { duration, grams, number, percent } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { statisticsWords } from "../../words/statistics";
import type { PartProps } from "./Statistics";
import css from "./Summary.module.css";

/** The figures of the whole period, the success rate the largest. */
export function Summary({ total, query, inputs }: PartProps & { total: Schemas["Figures"] }) {
  const t = statisticsWords.value;
  const materials = useResource(() => call("GET /api/analytics/materials", { query }), inputs);
  const cost = materials.data;
  return (
    <section class={css.summary}>
      <p class={css.main}>
        <span class={`${css.rate} figure`}>
          {total.successRate === null ? "–" : number(100 * total.successRate)}
          <small>%</small>
        </span>
        <span class="muted">{t.success}</span>
      </p>
      <dl class={css.others}>
        <Figure name={t.prints} value={number(total.totalPrints)} />
        <Figure name={t.printTime} value={duration(total.totalTime)} />
        <Figure name={t.average} value={duration(total.averagePrintTime)} />
        <Figure name={t.filament} value={grams(total.materialUsed)} />
        {cost && <Figure name={t.cost} value={`${number(cost.totalCost, 2)} ${cost.currency}`} />}
        <Figure
          name={t.failed}
          value={percent(total.totalPrints ? (100 * total.failed) / total.totalPrints : null)}
        />
      </dl>
    </section>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dd class="figure">{value}</dd>
      <dt class="muted">{name}</dt>
    </div>
  );
}
