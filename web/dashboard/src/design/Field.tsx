import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import css from "./Field.module.css";

interface Described {
  label: string;
  /** What it means, below the control. */
  hint?: ComponentChildren;
  error?: string | null | undefined;
  /** Shown behind the value, such as "°C". */
  unit?: string;
  hideLabel?: boolean;
}

type InputProps = Described &
  Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "label" | "class" | "onInput"> & {
    onValue?: (value: string) => void;
  };

/** A text, number, date or password with its label. */
export function Field({ label, hint, error, unit, hideLabel = false, onValue, ...rest }: InputProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, unit, hideLabel }}>
      <input
        {...rest}
        id={id}
        class={css.control}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
        onInput={(event) => onValue?.(event.currentTarget.value)}
      />
    </Frame>
  );
}

type AreaProps = Described & {
  value: string;
  rows?: number;
  maxLength?: number;
  disabled?: boolean;
  onValue: (value: string) => void;
};

/** A text of several lines. */
export function TextArea({ label, hint, error, hideLabel = false, onValue, rows = 3, ...rest }: AreaProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, hideLabel }}>
      <textarea
        {...rest}
        id={id}
        rows={rows}
        class={css.control}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Frame>
  );
}

type SelectProps<T extends string> = Described & {
  value: T;
  options: readonly { value: T; label: string; disabled?: boolean }[];
  onValue: (value: T) => void;
  disabled?: boolean;
};

/** One of a few. */
export function Select<T extends string>({
  label,
  hint,
  error,
  hideLabel = false,
  value,
  options,
  onValue,
  disabled = false,
}: SelectProps<T>) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, hideLabel }}>
      <select
        id={id}
        class={`${css.control} ${css.select}`}
        value={value}
        disabled={disabled}
        onChange={(event) => onValue(event.currentTarget.value as T)}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value} disabled={one.disabled ?? false}>
            {one.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

type SwitchProps = {
  label: string;
  hint?: ComponentChildren;
  checked: boolean;
  disabled?: boolean;
  onValue: (checked: boolean) => void;
};

/** On or off, in force at once. */
export function Switch({ label, hint, checked, disabled = false, onValue }: SwitchProps) {
  const id = useId();
  return (
    <div class={css.switchRow}>
      <input
        id={id}
        class={css.switch}
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onValue(event.currentTarget.checked)}
      />
      <label for={id}>
        {label}
        {hint && (
          <span id={`${id}-hint`} class={css.hint}>
            {hint}
          </span>
        )}
      </label>
    </div>
  );
}

interface FrameProps extends Described {
  id: string;
  children: ComponentChildren;
}

function Frame({ id, label, hint, error, unit, hideLabel, children }: FrameProps) {
  return (
    <div class={css.field}>
      <label for={id} class={hideLabel ? "visually-hidden" : css.label}>
        {label}
      </label>
      <div class={css.box}>
        {children}
        {unit && <span class={css.unit}>{unit}</span>}
      </div>
      {(error || hint) && (
        <p id={`${id}-hint`} class={error ? css.error : css.hint} role={error ? "alert" : undefined}>
          {error || hint}
        </p>
      )}
    </div>
  );
}
