import type { ComponentChildren } from "preact";
import { Meter } from "../../design/Meter";
import css from "./Bars.module.css";

interface Bar {
  name: string;
  /** From 0 to 100. */
  part: number;
  value: ComponentChildren;
  more?: ComponentChildren;
}

/** Names with their shares. */
export function Bars({ bars, tone }: { bars: readonly Bar[]; tone: "good" | "muted" | "danger" | "accent" }) {
  return (
    <ul class={css.bars}>
      {bars.map((bar) => (
        <li key={bar.name} class={css.bar}>
          <span>{bar.name}</span>
          <span class="muted">{bar.value}</span>
          <div class={css.meter}>
            <Meter label={bar.name} value={bar.part} tone={tone} />
          </div>
          {bar.more && <div class={css.more}>{bar.more}</div>}
        </li>
      ))}
    </ul>
  );
}
