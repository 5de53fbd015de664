import { Link } from "wouter-preact";
import { Loaded } from "../../design/States";
import { number } from "../../lib/format";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { jobWords } from "../../words/jobs";
import { statisticsWords } from "../../words/statistics";
import { Bars } from "./Bars";
import type { PartProps } from "./Statistics";

export function Failures({ query, inputs }: PartProps) {
  const t = statisticsWords.value;
  const failures = useResource(() => call("GET /api/analytics/failures", { query }), inputs);
  return (
    <Loaded resource={failures}>
      {(data) =>
        data.failures.length === 0 ? (
          <p class="muted">{t.noFailures}</p>
        ) : (
          <Bars
            tone="danger"
            bars={data.failures.map((one) => ({
              name: jobWords.value.reasons[one.reason],
              part: one.percentage,
              value: number(one.count),
              more: one.examples.slice(0, 3).map((example) => (
                <Link key={example.id} href={`/jobs/${example.id}`} class="truncate">
                  {example.name}
                </Link>
              )),
            }))}
          />
        )
      }
    </Loaded>
  );
}
