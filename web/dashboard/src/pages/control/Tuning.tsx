import { Minus, Plus } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { IconButton } from "../../design/Button";
import { Slider } from "../../design/Slider";
import { number, percent } from "../../lib/format";
import { order, unavailable } from "../../state/orders";
import { printer } from "../../state/printers";
import { controlWords } from "../../words/control";
import css from "./Tuning.module.css";

/** Fan, speed, flow and the height of the nozzle: what is turned while a print runs. */
export function Tuning() {
  const t = controlWords.value;
  const tuning = printer.value.status.value?.tuning ?? null;
  const reason = unavailable("command");
  return (
    <div class={css.tuning}>
      <Percent
        label={t.fan}
        value={tuning?.fanPercent ?? null}
        min={0}
        max={100}
        reason={reason}
        send={(value) => order("POST /api/printers/{printer}/fan", { percent: value })}
      />
      <Percent
        label={t.speed}
        value={tuning?.feedRatePercent ?? null}
        min={10}
        max={300}
        reason={reason}
        send={(value) => order("POST /api/printers/{printer}/feed-rate", { percent: value })}
      />
      <Percent
        label={t.flow}
        value={tuning?.flowRatePercent ?? null}
        min={50}
        max={150}
        reason={reason}
        send={(value) => order("POST /api/printers/{printer}/flow-rate", { percent: value })}
      />
    </div>
  );
}

interface PercentProps {
  label: string;
  /** As the printer has it; null while that is not known. */
  value: number | null;
  min: number;
  max: number;
  reason: string | null;
  send: (value: number) => Promise<boolean>;
}

const STEP = 5;

function Percent({ label, value, min, max, reason, send }: PercentProps) {
  const [wanted, setWanted] = useState<number | null>(null);
  // What the printer has counts again once it has changed.
  useEffect(() => setWanted(null), [value]);
  const shown = wanted ?? value;
  const unknown = Math.min(max, 100);
  const set = async (next: number) => {
    const bounded = Math.min(max, Math.max(min, next));
    setWanted(bounded);
    if (!(await send(bounded))) setWanted(null);
  };
  return (
    <div class={css.row}>
      <span class={css.label}>{label}</span>
      <span class={`${css.value} figure`}>{shown === null ? percent(null) : `${number(shown)} %`}</span>
      <div class={css.slide}>
        <IconButton
          label={`${label} −${STEP} %`}
          icon={<Minus />}
          size="small"
          kind="quiet"
          disabledReason={reason}
          onClick={() => set((shown ?? unknown) - STEP)}
        />
        <Slider
          label={label}
          value={shown ?? unknown}
          min={min}
          max={max}
          disabled={reason !== null}
          onInput={setWanted}
          onCommit={set}
        />
        <IconButton
          label={`${label} +${STEP} %`}
          icon={<Plus />}
          size="small"
          kind="quiet"
          disabledReason={reason}
          onClick={() => set((shown ?? unknown) + STEP)}
        />
      </div>
    </div>
  );
}
