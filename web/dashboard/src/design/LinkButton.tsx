import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";
import css from "./Button.module.css";

interface LinkButtonProps {
  href: string;
  children: ComponentChildren;
  kind?: "primary" | "normal" | "quiet";
  size?: "normal" | "small";
  icon?: ComponentChildren;
  wide?: boolean;
}

/** A way to another page that looks like a button. */
export function LinkButton({
  href,
  children,
  kind = "normal",
  size = "normal",
  icon,
  wide = false,
}: LinkButtonProps) {
  return (
    <Link href={href} class={`${css.button} ${css.link} ${css[kind]} ${css[size]} ${wide ? css.wide : ""}`}>
      {icon}
      <span>{children}</span>
    </Link>
  );
}
