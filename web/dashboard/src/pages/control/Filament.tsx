import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Field, Select } from "../../design/Field";
import { celsius } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { order, unavailable } from "../../state/orders";
import { printer } from "../../state/printers";
import { controlWords } from "../../words/control";
import css from "./Filament.module.css";

/** Feeds filament forward and back; refused while the nozzle is cold, as the firmware would. */
export function Filament({ facts }: { facts: Schemas["PrinterFacts"] | null }) {
  const t = controlWords.value;
  const [length, setLength] = useState("10");
  const [tool, setTool] = useState("0");
  const temperatures = printer.value.temperatures.value;
  const nozzle = temperatures?.tools.find((one) => one.tool === Number(tool)) ?? temperatures?.hotend;
  const limit = facts?.limits.coldExtrusion ?? 0;
  const isCold = nozzle?.actual == null || nozzle.actual < limit;
  const reason = unavailable("move") ?? (isCold ? t.cold(celsius(limit)) : null);
  const chosen = (facts?.tools ?? 1) > 1 ? { tool: Number(tool) } : {};
  const amount = Number(length);
  const feed = (direction: 1 | -1) =>
    order("POST /api/printers/{printer}/extrude", { amount: direction * amount, ...chosen });
  return (
    <div class={css.filament}>
      <div class={css.fields}>
        {(facts?.tools ?? 1) > 1 && (
          <Select
            label={t.tool}
            value={tool}
            onValue={setTool}
            options={Array.from({ length: facts?.tools ?? 1 }, (_, index) => ({
              value: String(index),
              label: t.toolNumber(String(index)),
            }))}
          />
        )}
        <Field
          label={t.length}
          unit="mm"
          type="number"
          inputMode="decimal"
          min="0.1"
          max="200"
          step="0.1"
          value={length}
          onValue={setLength}
        />
      </div>
      <div class={css.buttons}>
        <Button disabledReason={reason} disabled={!(amount > 0)} onClick={() => feed(1)}>
          {t.extrude}
        </Button>
        <Button disabledReason={reason} disabled={!(amount > 0)} onClick={() => feed(-1)}>
          {t.retract}
        </Button>
        <Button
          kind="quiet"
          disabledReason={reason}
          onClick={() => order("POST /api/printers/{printer}/load-filament", chosen)}
        >
          {t.load}
        </Button>
        <Button
          kind="quiet"
          disabledReason={reason}
          onClick={() => order("POST /api/printers/{printer}/unload-filament", chosen)}
        >
          {t.unload}
        </Button>
      </div>
      {reason && <p class="muted small">{reason}</p>}
    </div>
  );
}
