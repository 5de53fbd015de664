import css from "./Slider.module.css";

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  disabled?: boolean;
  /** While it moves. */
  onInput?: (value: number) => void;
  /** When it is let go. */
  onCommit?: (value: number) => void;
}

export function Slider({
  label,
  value,
  min,
  max,
  step = 1,
  disabled = false,
  onInput,
  onCommit,
}: SliderProps) {
  return (
    <input
      class={css.slider}
      type="range"
      aria-label={label}
      {...{ value, min, max, step, disabled }}
      style={{ "--part": `${(100 * (value - min)) / (max - min || 1)}%` }}
      onInput={(event) => onInput?.(event.currentTarget.valueAsNumber)}
      onChange={(event) => onCommit?.(event.currentTarget.valueAsNumber)}
    />
  );
}
