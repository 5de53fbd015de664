import { useEffect, useRef } from "preact/hooks";
import { Link, useRoute } from "wouter-preact";
import css from "./Tabs.module.css";

/** Parts of a page, each with an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { href: string; label: string }[] }) {
  return (
    <nav class={css.tabs} aria-label={label}>
      {tabs.map((one) => (
        <Tab key={one.href} {...one} />
      ))}
    </nav>
  );
}

function Tab({ href, label }: { href: string; label: string }) {
  const [isHere] = useRoute(href);
  const element = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isHere) element.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [isHere]);
  return (
    <Link ref={element} href={href} class={css.tab} aria-current={isHere ? "page" : undefined}>
      {label}
    </Link>
  );
}

/** A choice that changes what is shown at once. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onValue,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onValue: (value: T) => void;
}) {
  return (
    <fieldset class={css.segments}>
      <legend class="visually-hidden">{label}</legend>
      {options.map((one) => (
        <button
          key={one.value}
          type="button"
          class={css.segment}
          aria-pressed={one.value === value}
          onClick={() => onValue(one.value)}
        >
          {one.label}
        </button>
      ))}
    </fieldset>
  );
}
