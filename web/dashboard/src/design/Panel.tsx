import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import css from "./Panel.module.css";

interface PanelProps {
  title?: ComponentChildren;
  /** At the right of the title. */
  aside?: ComponentChildren;
  children: ComponentChildren;
  class?: string | undefined;
}

/** A part of a page with a heading. */
export function Panel({ title, aside, children, class: extra = "" }: PanelProps) {
  const id = useId();
  return (
    <section class={`${css.panel} ${extra}`} aria-labelledby={title ? id : undefined}>
      {(title || aside) && (
        <header class={css.head}>
          {title && <h2 id={id}>{title}</h2>}
          {aside && <div class={css.aside}>{aside}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

interface PageProps {
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
  class?: string | undefined;
}

/** A page: its heading, what can be done on it, and its content. */
export function Page({ title, aside, children, class: extra = "" }: PageProps) {
  return (
    <div class={`${css.page} ${extra}`}>
      <header class={css.pageHead}>
        <h1>{title}</h1>
        {aside && <div class={css.aside}>{aside}</div>}
      </header>
      {children}
    </div>
  );
}
