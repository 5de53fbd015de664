import css from "./Meter.module.css";

/** How much of something: a thin bar. `value` from 0 to 100; null: not known. */
export function Meter({
  label,
  value,
  tone = "accent",
}: {
  label: string;
  value: number | null;
  tone?: "accent" | "good" | "muted" | "danger";
}) {
  return (
    <div
      class={`${css.meter} ${css[tone]}`}
      role="progressbar"
      aria-label={label}
      aria-valuenow={value === null ? undefined : Math.round(value)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ width: `${value ?? 0}%` }} />
    </div>
  );
}
