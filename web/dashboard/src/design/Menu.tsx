import { MoreVertical } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { common } from "../words/common";
import { IconButton } from "./Button";
import css from "./Menu.module.css";

export interface MenuItem {
  label: string;
  icon?: ComponentChildren;
  danger?: boolean;
  disabledReason?: string | null | undefined;
  run: () => void;
}

/** Further actions behind a button; arrow keys move, Escape closes. */
export function Menu({
  label,
  items,
  icon,
}: {
  label?: string;
  items: readonly MenuItem[];
  icon?: ComponentChildren;
}) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector<HTMLElement>("button")?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the menu inside
    <div
      ref={root}
      class={css.root}
      onKeyDown={(event) => {
        if (!isOpen) return;
        if (event.key === "Escape") {
          event.stopPropagation();
          close();
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step !== undefined) {
          event.preventDefault();
          move(root.current, step);
        }
      }}
    >
      <IconButton
        label={label ?? common.value.more}
        icon={icon ?? <MoreVertical />}
        kind="quiet"
        size="small"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <div id={id} role="menu" class={css.menu} aria-label={label ?? common.value.more}>
          {items.map((one) => (
            <button
              key={one.label}
              type="button"
              role="menuitem"
              class={`${css.item} ${one.danger ? css.danger : ""}`}
              aria-disabled={one.disabledReason ? true : undefined}
              title={one.disabledReason ?? undefined}
              onClick={() => {
                if (one.disabledReason) return;
                close();
                one.run();
              }}
            >
              {one.icon}
              <span>{one.label}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function move(root: HTMLElement | null, step: number): void {
  const items = [...(root?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  const here = items.indexOf(document.activeElement as HTMLElement);
  items[(here + step + items.length) % items.length]?.focus();
}
