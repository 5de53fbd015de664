import { Button } from "../../design/Button";
import { toast } from "../../design/Toast";
import type { Schemas } from "../../link/api";
import { heatersOffText, order, unavailable } from "../../state/orders";
import { heatingWords } from "../../words/heating";
import css from "./HeatActions.module.css";

/** Heats for a material, and switches all heaters off. */
export function HeatActions({ presets }: { presets: readonly Schemas["Preset"][] }) {
  const off = async () => {
    if (await order("POST /api/printers/{printer}/heaters-off")) toast.good(heatingWords.value.allOffDone);
  };
  return (
    <div class={css.actions}>
      {presets.map((one) => (
        <Button
          key={one.name}
          size="small"
          title={summary(one)}
          disabledReason={unavailable("temperature")}
          onClick={() => order("POST /api/printers/{printer}/temperature", targetsOf(one))}
        >
          {one.name}
        </Button>
      ))}
      <div class={css.off}>
        <Button wide onClick={off}>
          {heatersOffText()}
        </Button>
      </div>
    </div>
  );
}

/** What the preset sets; a heater that it leaves alone is left out. */
function targetsOf({ hotend, bed, chamber }: Schemas["Preset"]): Record<string, number> {
  const all = { hotend, bed, chamber };
  return Object.fromEntries(Object.entries(all).filter((one): one is [string, number] => one[1] !== null));
}

function summary(preset: Schemas["Preset"]): string {
  return Object.values(targetsOf(preset))
    .map((celsius) => `${celsius} °C`)
    .join(" / ");
}
