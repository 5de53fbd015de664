import {
  ArrowDown,
  ArrowDownToLine,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  ArrowUpToLine,
  House,
} from "lucide-preact";
import type { ComponentChildren } from "preact";
import { Button } from "../../design/Button";
import { Switch } from "../../design/Field";
import { Segments } from "../../design/Tabs";
import { number } from "../../lib/format";
import { kept } from "../../lib/store";
import { order, unavailable } from "../../state/orders";
import { printer } from "../../state/printers";
import { controlWords } from "../../words/control";
import css from "./JogPad.module.css";
import { type Axis, useJogKeys } from "./jogKeys";

const STEPS = ["0.1", "1", "10", "50"] as const;

const step = kept<(typeof STEPS)[number]>("jog-step", "10");

const jog = (axis: Axis, direction: 1 | -1) =>
  order("POST /api/printers/{printer}/move", { axis, distance: direction * Number(step.value) });
const home = (axes: "all" | Axis[]) => order("POST /api/printers/{printer}/home", { axes });

/** Moves the head by steps, by touch, mouse or, once that is switched on, by keys. */
export function JogPad() {
  const t = controlWords.value;
  const reason = unavailable("move");
  const keys = useJogKeys({ jog, home, isAllowed: reason === null });
  return (
    <div class={css.jog}>
      <Position />
      <Segments
        label={t.step}
        value={step.value}
        options={STEPS.map((one) => ({
          value: one,
          label: t.millimetres(number(Number(one), one === "0.1" ? 1 : 0)),
        }))}
        onValue={(value) => {
          step.value = value;
        }}
      />
      <div class={css.pads}>
        <div class={css.xy}>
          <Key class={css.north} label={t.back} reason={reason} run={() => jog("Y", 1)} icon={<ArrowUp />} />
          <Key
            class={css.west}
            label={t.left}
            reason={reason}
            run={() => jog("X", -1)}
            icon={<ArrowLeft />}
          />
          <Key
            class={css.centre}
            label={t.homeXy}
            reason={reason}
            run={() => home(["X", "Y"])}
            icon={<House />}
          />
          <Key
            class={css.east}
            label={t.right}
            reason={reason}
            run={() => jog("X", 1)}
            icon={<ArrowRight />}
          />
          <Key
            class={css.south}
            label={t.forward}
            reason={reason}
            run={() => jog("Y", -1)}
            icon={<ArrowDown />}
          />
        </div>
        <div class={css.z}>
          <Key label={t.up} reason={reason} run={() => jog("Z", 1)} icon={<ArrowUpToLine />} />
          <Key label={t.homeZ} reason={reason} run={() => home(["Z"])} icon={<House />} />
          <Key label={t.down} reason={reason} run={() => jog("Z", -1)} icon={<ArrowDownToLine />} />
        </div>
      </div>
      {reason && <p class="muted small">{reason}</p>}
      <div class={css.actions}>
        <Button disabledReason={reason} onClick={() => home("all")}>
          {t.homeAll}
        </Button>
        <Button
          kind="quiet"
          disabledReason={reason}
          onClick={() => order("POST /api/printers/{printer}/motors-off")}
        >
          {t.motorsOff}
        </Button>
      </div>
      <Switch
        label={keys.isOn ? t.keyboardOn : t.keyboard}
        hint={t.keyboardHint}
        checked={keys.isOn}
        disabled={reason !== null}
        onValue={keys.set}
      />
    </div>
  );
}

interface KeyProps {
  label: string;
  reason: string | null;
  icon: ComponentChildren;
  run: () => void;
  class?: string | undefined;
}

function Key({ label, reason, icon, run, class: place = "" }: KeyProps) {
  return (
    <button
      type="button"
      class={`${css.key} ${place}`}
      aria-label={label}
      title={reason ?? label}
      aria-disabled={reason !== null || undefined}
      onClick={() => reason === null && run()}
    >
      {icon}
    </button>
  );
}

function Position() {
  const position = printer.value.position.value;
  return (
    <dl class={css.position}>
      {(["x", "y", "z"] as const).map((axis) => (
        <div key={axis}>
          <dt class="muted">{controlWords.value.axis[axis]}</dt>
          <dd class="figure">
            {position?.[axis] == null ? "–" : number(position[axis], axis === "z" ? 2 : 1)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
