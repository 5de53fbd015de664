import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { common } from "../words/common";
import { IconButton } from "./Button";
import css from "./Dialog.module.css";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** The buttons at its end. */
  actions?: ComponentChildren;
  /** `sheet`: at the side on a desk, from below on a phone; for what has much in it. */
  shape?: "dialog" | "sheet" | "wide";
}

/** What lies over the page until it is closed; the rest of the page is out of reach meanwhile. */
export function Dialog({ title, onClose, children, actions, shape = "dialog" }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={element}
      class={`${css.dialog} ${css[shape]}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div class={css.inside}>
        <header class={css.head}>
          <h2 id={id}>{title}</h2>
          <IconButton label={common.value.close} icon={<X />} kind="quiet" size="small" onClick={onClose} />
        </header>
        <div class={css.content}>{children}</div>
        {actions && <footer class={css.actions}>{actions}</footer>}
      </div>
    </dialog>
  );
}
