import { celsius, duration, number } from "../lib/format";
import { view3dWords } from "../words/view3d";
import { css as colorOf, type Legend, type Rgb } from "./palette";
import css from "./Viewer.module.css";

/** What the colours mean. */
export function LegendView({ legend }: { legend: Legend }) {
  const t = view3dWords.value;
  if (legend.mode === "plain") return null;
  if (legend.mode === "kind" || legend.mode === "tool") {
    const entries: [string, Rgb][] =
      legend.mode === "kind"
        ? legend.entries.map(({ kind, color }) => [t.kinds[kind], color])
        : legend.entries.map(({ tool, color }) => [t.tool(number(tool)), color]);
    return (
      <ul class={css.legend}>
        {entries.map(([name, color]) => (
          <li key={name}>
            <span class={css.swatch} style={{ background: colorOf(color) }} />
            {name}
          </li>
        ))}
      </ul>
    );
  }
  const text = {
    speed: (value: number) => t.speed(number(value)),
    layerTime: (value: number) => duration(value),
    temperature: (value: number) => celsius(value),
  }[legend.mode];
  const gradient = legend.colors.map(colorOf).join(", ");
  return (
    <div class={css.scale}>
      <span>{text(legend.least)}</span>
      <span class={css.gradient} style={{ background: `linear-gradient(to right, ${gradient})` }} />
      <span>{text(legend.most)}</span>
    </div>
  );
}
