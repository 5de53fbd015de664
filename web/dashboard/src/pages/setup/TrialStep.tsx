import { signal } from "@preact/signals";
import { CircleCheck, House, LoaderCircle, Thermometer } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Meter } from "../../design/Meter";
import { celsius, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { activePrint } from "../../state/attention";
import { order, unavailable } from "../../state/orders";
import { printer } from "../../state/printers";
import { heatingWords } from "../../words/heating";
import { setupWords } from "../../words/setup";
import css from "./Setup.module.css";
import { useTrial } from "./trial";

const HOTEND_CELSIUS = 60;
const BED_CELSIUS = 40;
/** More than the noise of a sensor. */
const RISE_CELSIUS = 3;

/** Whether something of it worked in this visit. */
export const wasTried = signal(false);

/** Tries heating and homing, each only when it is pressed. */
export function TrialStep() {
  return (
    <div class={css.trials}>
      <Warming />
      <Homing />
    </div>
  );
}

interface Start {
  hotend: number | null;
  bed: number | null;
}

function Warming() {
  const t = setupWords.value;
  const temperatures = printer.value.temperatures.value;
  const [start, setStart] = useState<Start | null>(null);
  const trial = useTrial();
  const warm = async () => {
    setStart({ hotend: temperatures?.hotend?.actual ?? null, bed: temperatures?.bed?.actual ?? null });
    await trial.warm({ hotend: HOTEND_CELSIUS, ...(temperatures?.bed ? { bed: BED_CELSIUS } : {}) });
  };
  return (
    <section class={css.trial}>
      <h2>
        <Thermometer aria-hidden="true" />
        {t.warm}
      </h2>
      <p class="muted">{t.warmHint(celsius(HOTEND_CELSIUS), celsius(BED_CELSIUS))}</p>
      <div class={css.readings}>
        <Reading name={t.nozzle} reading={temperatures?.hotend ?? null} start={start?.hotend ?? null} />
        <Reading name={t.bed} reading={temperatures?.bed ?? null} start={start?.bed ?? null} />
      </div>
      <div class={css.row}>
        {trial.isOn ? (
          <Button onClick={() => void trial.off()}>{t.heatersOff}</Button>
        ) : (
          <Button kind="primary" disabledReason={whyNot("temperature")} onClick={() => void warm()}>
            {t.warmStart}
          </Button>
        )}
        {trial.isOn && <p class="muted small">{t.stopsAtEnd}</p>}
      </div>
    </section>
  );
}

/** Nothing is tried while something is printed, whatever the printer would take. */
function whyNot(action: "move" | "temperature"): string | null {
  const isPrinting = activePrint(printer.value.status.value) !== null;
  return isPrinting ? heatingWords.value.inPrint : unavailable(action);
}

interface ReadingProps {
  name: string;
  reading: Schemas["HeaterReading"] | null;
  /** Where it began, in degrees Celsius; null: it was not tried. */
  start: number | null;
}

function Reading({ name, reading, start }: ReadingProps) {
  const t = setupWords.value;
  const actual = reading?.actual ?? null;
  const target = reading?.target ?? 0;
  const rise = actual === null || start === null ? 0 : actual - start;
  const hasRisen = rise >= RISE_CELSIUS;
  useEffect(() => {
    if (hasRisen) wasTried.value = true;
  }, [hasRisen]);
  if (reading === null) return null;
  return (
    <div class={css.reading}>
      <span class="muted small">{name}</span>
      <span class={`${css.degrees} figure`}>{celsius(actual, 1)}</span>
      <span class="muted small">{target > 0 ? t.towards(celsius(target)) : t.off}</span>
      <Meter
        label={name}
        value={target > 0 && actual !== null ? Math.min(100, (actual / target) * 100) : 0}
      />
      <span class={css.verdict} role="status">
        {hasRisen && (
          <>
            <CircleCheck aria-hidden="true" />
            {t.rises(name, celsius(Math.round(rise)))}
          </>
        )}
      </span>
    </div>
  );
}

function Homing() {
  const t = setupWords.value;
  const status = printer.value.status.value;
  const position = printer.value.position.value;
  const [isAsked, setAsked] = useState(false);
  const [isSent, setSent] = useState(false);
  const isHoming = isAsked || /^G28\b/.test(status?.busyWith?.command ?? "");
  const home = async () => {
    setAsked(true);
    const isDone = await order("POST /api/printers/{printer}/home", { axes: "all", wait: true });
    setAsked(false);
    setSent(isDone);
    if (isDone) wasTried.value = true;
  };
  const axis = (value: number | null) => (value === null ? "–" : number(value, 1));
  return (
    <section class={css.trial}>
      <h2>
        <House aria-hidden="true" />
        {t.home}
      </h2>
      <p class="muted">{t.homeHint}</p>
      <div class={css.row}>
        <Button isBusy={isHoming} disabledReason={whyNot("move")} onClick={() => void home()}>
          {t.homeStart}
        </Button>
        <span class={css.verdict} role="status">
          {isHoming ? (
            <>
              <LoaderCircle class={css.turning} aria-hidden="true" />
              {t.homing}
            </>
          ) : (
            isSent &&
            position && (
              <>
                <CircleCheck aria-hidden="true" />
                {t.homed(axis(position.x), axis(position.y), axis(position.z))}
              </>
            )
          )}
        </span>
      </div>
    </section>
  );
}
