import { Box, Maximize, SquareArrowDown } from "lucide-preact";
import { useState } from "preact/hooks";
import { IconButton } from "../design/Button";
import { Select } from "../design/Field";
import { view3dWords } from "../words/view3d";
import { COLOR_MODES, type Legend } from "./palette";
import type { Renderer } from "./renderer";
import css from "./Viewer.module.css";

interface Toggle {
  label: string;
  isOn: boolean;
  set: (isOn: boolean) => void;
}

interface Props {
  renderer: Renderer;
  hasToolpaths: boolean;
  setLegend: (legend: Legend) => void;
  toggles: readonly Toggle[];
}

/** From where it is seen, in which colours, and what besides. */
export function Bar({ renderer, hasToolpaths, setLegend, toggles }: Props) {
  const t = view3dWords.value;
  const [mode, setMode] = useState<(typeof COLOR_MODES)[number]>("kind");
  const look = (from: "fromTop" | "fromFront") => {
    renderer.camera[from]();
    renderer.fit();
  };
  return (
    <div class={css.bar}>
      <div class={css.group}>
        <IconButton
          kind="quiet"
          size="small"
          label={t.orbit}
          icon={<Box />}
          onClick={() => look("fromFront")}
        />
        <IconButton
          kind="quiet"
          size="small"
          label={t.top}
          icon={<SquareArrowDown />}
          onClick={() => look("fromTop")}
        />
        <IconButton
          kind="quiet"
          size="small"
          label={t.fit}
          icon={<Maximize />}
          onClick={() => renderer.fit()}
        />
      </div>
      <div class={css.group}>
        {hasToolpaths && (
          <Select
            label={t.colors}
            hideLabel
            value={mode}
            options={COLOR_MODES.map((value) => ({ value, label: t.modes[value] }))}
            onValue={(value) => {
              setMode(value);
              setLegend(renderer.setColorMode(value));
            }}
          />
        )}
        {toggles.map(({ label, isOn, set }) => (
          <button key={label} type="button" class={css.toggle} aria-pressed={isOn} onClick={() => set(!isOn)}>
            {label}
          </button>
        ))}
      </div>
    </div>
  );
}
