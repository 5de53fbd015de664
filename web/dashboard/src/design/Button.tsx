import type { ComponentChildren, JSX } from "preact";
import css from "./Button.module.css";

type Native = Omit<JSX.HTMLAttributes<HTMLButtonElement>, "class" | "icon" | "size" | "disabled">;

export interface ButtonProps extends Native {
  children?: ComponentChildren;
  /** `primary`: what happens next, once a page. `danger`: what loses something. */
  kind?: "primary" | "normal" | "quiet" | "danger";
  size?: "normal" | "small";
  icon?: ComponentChildren;
  /** Why it cannot be used now: shown on hover and focus, and read out. It stays reachable by keyboard. */
  disabledReason?: string | null | undefined;
  isBusy?: boolean;
  disabled?: boolean;
  type?: "button" | "submit";
  /** Id of the form that it submits, where it stands outside of it. */
  form?: string;
  wide?: boolean;
}

export function Button({
  children,
  kind = "normal",
  size = "normal",
  icon,
  disabledReason,
  isBusy = false,
  disabled = false,
  wide = false,
  type = "button",
  onClick,
  ...rest
}: ButtonProps) {
  const isOff = disabled || isBusy || Boolean(disabledReason);
  return (
    <button
      {...rest}
      type={type}
      class={`${css.button} ${css[kind]} ${css[size]} ${wide ? css.wide : ""} ${children == null ? css.square : ""}`}
      aria-disabled={isOff || undefined}
      aria-busy={isBusy || undefined}
      title={disabledReason ?? rest.title}
      onClick={(event) => {
        if (isOff) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon}
      {children != null && <span>{children}</span>}
      {disabledReason && <span class="visually-hidden">{` (${disabledReason})`}</span>}
    </button>
  );
}

/** A button that shows only an icon; `label` names it. */
export function IconButton({ label, ...rest }: Omit<ButtonProps, "children"> & { label: string }) {
  return <Button {...rest} aria-label={label} title={rest.disabledReason ?? label} />;
}
