import { useEffect, useRef } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import css from "./Tabs.module.css";

/** Parts of a page, each with an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { href: string; label: string }[] }) {
  const element = useRef<HTMLElement>(null);
  const [here] = useLocation();
  useEffect(() => {
    const current = element.current?.querySelector("[aria-current]");
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [here]);
  return (
    <nav ref={element} class={css.tabs} aria-label={label}>
      {tabs.map((one) => (
        <Link
          key={one.href}
          href={one.href}
          class={css.tab}
          aria-current={one.href === here ? "page" : undefined}
        >
          {one.label}
        </Link>
      ))}
    </nav>
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
