import { Panel } from "../../design/Panel";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { Heaters } from "../../panels/temperature/Heaters";
import { printerName } from "../../state/printers";
import { controlWords } from "../../words/control";
import { Filament } from "./Filament";
import { HeatActions } from "./HeatActions";
import { JogPad } from "./JogPad";
import css from "./Move.module.css";
import { Tuning } from "./Tuning";

/** What is done by hand at the printer: move, heat, feed filament, tune. */
export function Move() {
  const t = controlWords.value;
  const printer = printerName.value;
  const facts = useResource(
    () => call("GET /api/printers/{printer}/facts", { path: { printer } }),
    [printer],
  );
  return (
    <div class={css.move}>
      <Panel class={css.jog}>
        <JogPad />
      </Panel>
      <div class={css.column}>
        <Panel title={t.heat}>
          <Heaters />
          <HeatActions presets={facts.data?.presets ?? []} />
        </Panel>
        <Panel title={t.filament}>
          <Filament facts={facts.data} />
        </Panel>
      </div>
      <Panel title={t.tuning}>
        <Tuning />
      </Panel>
    </div>
  );
}
