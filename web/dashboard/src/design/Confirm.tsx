import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { common } from "../words/common";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Field } from "./Field";
import { attempt } from "./Toast";

interface ConfirmProps {
  title: string;
  /** What will happen, in words. */
  children: ComponentChildren;
  /** The verb on its button. */
  action: string;
  /** What is said when it is done. */
  good?: string;
  run: () => Promise<unknown>;
  onClose: () => void;
  /** For what cannot be undone at all: a text to be typed first. */
  typed?: { label: string; text: string };
}

/** Says what an order brings with it before it is given; for what the trash cannot undo. */
export function Confirm({ title, children, action, good, run, onClose, typed }: ConfirmProps) {
  const [isBusy, setBusy] = useState(false);
  const [text, setText] = useState("");
  const order = async () => {
    setBusy(true);
    const isDone = await attempt(run, good);
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button
            kind="danger"
            isBusy={isBusy}
            disabled={typed !== undefined && text !== typed.text}
            onClick={order}
          >
            {action}
          </Button>
        </>
      }
    >
      {children}
      {typed && <Field label={typed.label} value={text} autocomplete="off" onValue={setText} />}
    </Dialog>
  );
}
