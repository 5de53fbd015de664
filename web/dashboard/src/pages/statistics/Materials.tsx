import { Loaded } from "../../design/States";
import { grams, number } from "../../lib/format";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { Bars } from "./Bars";
import type { PartProps } from "./Statistics";

export function Materials({ query, inputs }: PartProps) {
  const materials = useResource(() => call("GET /api/analytics/materials", { query }), inputs);
  return (
    <Loaded resource={materials}>
      {(data) => (
        <Bars
          tone="muted"
          bars={data.materials.map((one) => ({
            name: one.type,
            part: data.totalUsage > 0 ? (100 * one.usage) / data.totalUsage : 0,
            value: `${grams(one.usage)} · ${number(one.cost, 2)} ${data.currency}`,
          }))}
        />
      )}
    </Loaded>
  );
}
