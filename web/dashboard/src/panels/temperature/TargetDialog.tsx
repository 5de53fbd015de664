import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Field } from "../../design/Field";
import { attempt } from "../../design/Toast";
import { celsius } from "../../lib/format";
import { call } from "../../link/http";
import { printer } from "../../state/printers";
import { homeWords } from "../../words/home";
import type { Heater, HeaterKind } from "./heaters";
import css from "./TargetDialog.module.css";

const PRESETS: Record<HeaterKind, readonly number[]> = {
  hotend: [200, 215, 240, 260],
  bed: [50, 60, 80, 100],
  chamber: [40, 50, 60],
};

/** Sets a heater's target: a preset, a figure, or off. */
export function TargetDialog({ heater, onClose }: { heater: Heater; onClose: () => void }) {
  const t = homeWords.value;
  const [value, setValue] = useState(heater.target ? String(heater.target) : "");
  const [isBusy, setBusy] = useState(false);
  const status = printer.value.status.value;
  const reason = status?.unavailable.find((one) => one.action === "temperature")?.reason ?? null;

  const order = async (target: number) => {
    setBusy(true);
    const body = { [heater.kind]: target, ...(heater.tool === null ? {} : { tool: heater.tool }) };
    const isDone = await attempt(() =>
      call("POST /api/printers/{printer}/temperature", { path: { printer: printer.value.name }, body }),
    );
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog title={t.setTarget(heater.name)} onClose={onClose}>
      <div class={css.presets}>
        <Button isBusy={isBusy} onClick={() => order(0)}>
          {t.heaterOff}
        </Button>
        {PRESETS[heater.kind].map((one) => (
          <Button key={one} isBusy={isBusy} disabledReason={reason} onClick={() => order(one)}>
            {celsius(one)}
          </Button>
        ))}
      </div>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!reason && value !== "") void order(Number(value));
        }}
      >
        <Field
          label={t.target}
          unit="°C"
          type="number"
          inputMode="decimal"
          min="0"
          max="500"
          step="1"
          required
          value={value}
          onValue={setValue}
        />
        <Button kind="primary" type="submit" isBusy={isBusy} disabledReason={reason}>
          {t.set}
        </Button>
      </form>
    </Dialog>
  );
}
