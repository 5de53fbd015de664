import { useState } from "preact/hooks";
import { celsius, number } from "../../lib/format";
import { printer } from "../../state/printers";
import { isOperator } from "../../state/session";
import { homeWords } from "../../words/home";
import css from "./Heaters.module.css";
import { type Heater, HOT_CELSIUS, heatersOf } from "./heaters";
import { TargetDialog } from "./TargetDialog";

/** The temperatures in large figures; a press on one sets its target. */
export function Heaters() {
  const temperatures = printer.value.temperatures.value;
  const [chosen, setChosen] = useState<string | null>(null);
  if (temperatures === null) return null;
  const heaters = heatersOf(temperatures);
  const heater = heaters.find((one) => one.key === chosen);
  return (
    <>
      <ul class={css.heaters}>
        {heaters.map((one) => (
          <li key={one.key}>
            <Reading heater={one} onOpen={() => setChosen(one.key)} />
          </li>
        ))}
      </ul>
      {heater && <TargetDialog heater={heater} onClose={() => setChosen(null)} />}
    </>
  );
}

function Reading({ heater, onOpen }: { heater: Heater; onOpen: () => void }) {
  const t = homeWords.value;
  const { actual, target } = heater;
  const isOn = target !== null && target > 0;
  const content = (
    <>
      <span class={css.name}>{heater.name}</span>
      <span class={`${css.actual} figure`} data-hot={actual !== null && actual >= HOT_CELSIUS}>
        {actual === null ? "–" : number(actual)}
        <small>°C</small>
      </span>
      <span class={css.target}>{isOn ? `→ ${celsius(target)}` : t.off}</span>
    </>
  );
  if (!isOperator.value) return <div class={`${css.heater} ${css[heater.kind]}`}>{content}</div>;
  return (
    <button
      type="button"
      class={`${css.heater} ${css[heater.kind]}`}
      title={t.setTarget(heater.name)}
      onClick={onOpen}
    >
      {content}
    </button>
  );
}
