import { Minus, Plus } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { Button, IconButton } from "../../design/Button";
import { Slider } from "../../design/Slider";
import { toast } from "../../design/Toast";
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
      <ZOffset offsetMm={tuning?.zOffset ?? 0} reason={reason} />
    </div>
  );
}

const BABY_STEP_MM = 0.05;

/** The nozzle's height while the first layer is printed. */
function ZOffset({ offsetMm, reason }: { offsetMm: number; reason: string | null }) {
  const t = controlWords.value;
  const shift = (step: number) => order("POST /api/printers/{printer}/z-offset", { step });
  const save = async () => {
    if (await order("POST /api/printers/{printer}/z-offset/save")) toast.good(t.offsetSaved);
  };
  return (
    <div class={css.row}>
      <span class={css.label}>{t.zOffset}</span>
      <span class={`${css.value} figure`}>{t.millimetres(number(offsetMm, 2))}</span>
      <div class={css.steps}>
        <Button size="small" disabledReason={reason} onClick={() => shift(-BABY_STEP_MM)}>
          {t.nearer}
        </Button>
        <Button size="small" disabledReason={reason} onClick={() => shift(BABY_STEP_MM)}>
          {t.farther}
        </Button>
        {offsetMm !== 0 && (
          <Button size="small" kind="quiet" disabledReason={reason} onClick={save}>
            {t.saveOffset}
          </Button>
        )}
      </div>
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
