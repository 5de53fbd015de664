import { Grid3x3 } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Facts } from "../../design/Facts";
import { Panel } from "../../design/Panel";
import { Empty, Loaded } from "../../design/States";
import { attempt } from "../../design/Toast";
import { ago, number } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { unavailable } from "../../state/orders";
import { printerName } from "../../state/printers";
import { controlWords } from "../../words/control";
import { HeightMap } from "./HeightMap";
import css from "./Mesh.module.css";

/** The bed as it was last probed, as heights with their range and tilt. */
export default function Mesh() {
  const t = controlWords.value;
  const printer = printerName.value;
  const path = { printer };
  const [isReading, setReading] = useState(false);
  const mesh = useResource(() => call("GET /api/printers/{printer}/bed-mesh/last", { path }), [printer]);
  const read = async () => {
    setReading(true);
    await attempt(async () => mesh.set(await call("GET /api/printers/{printer}/bed-mesh", { path })));
    setReading(false);
  };
  const button = (
    <Button isBusy={isReading} disabledReason={unavailable("command")} onClick={read}>
      {t.readMesh}
    </Button>
  );
  return (
    <Loaded resource={mesh} height="24rem">
      {(data) =>
        data.figures === null ? (
          <Empty icon={<Grid3x3 />} title={t.noMesh} action={button}>
            {t.noMeshHint}
          </Empty>
        ) : (
          <div class={css.mesh}>
            <Panel class={css.map} aside={button} title={data.timestamp && t.meshOf(ago(data.timestamp))}>
              <HeightMap heights={data.heights} />
            </Panel>
            <Panel>
              <Figures figures={data.figures} />
              <details>
                <summary>{t.meshTable}</summary>
                <Table heights={data.heights} />
              </details>
            </Panel>
          </div>
        )
      }
    </Loaded>
  );
}

function Figures({ figures }: { figures: Schemas["MeshFigures"] }) {
  const t = controlWords.value;
  const mm = (value: number) => t.millimetres(number(value, 3));
  return (
    <>
      <p class={`${css.range} figure`}>{mm(figures.range)}</p>
      <p class="muted">{t.meshRange}</p>
      <Facts
        facts={[
          [t.meshLowest, mm(figures.lowest)],
          [t.meshHighest, mm(figures.highest)],
          [t.meshMean, mm(figures.mean)],
          [t.meshTilt, t.tiltAlong("X", number(figures.tiltX, 3))],
          ["", t.tiltAlong("Y", number(figures.tiltY, 3))],
        ]}
      />
    </>
  );
}

function Table({ heights }: { heights: readonly (readonly (number | null)[])[] }) {
  const t = controlWords.value;
  return (
    <div class={css.scroll}>
      <table class={css.table}>
        <caption class="visually-hidden">{t.meshTable}</caption>
        <tbody>
          {heights.map((row, y) => (
            <tr key={y}>
              <th scope="row">{t.row(number(y + 1))}</th>
              {row.map((height, x) => (
                <td key={x}>{height === null ? "–" : number(height, 3)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
