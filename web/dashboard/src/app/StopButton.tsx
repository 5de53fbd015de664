import { OctagonX } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../design/Button";
import { Dialog } from "../design/Dialog";
import { toast } from "../design/Toast";
import { call } from "../link/http";
import { printerName } from "../state/printers";
import { isOperator } from "../state/session";
import { common } from "../words/common";
import { shell } from "../words/shell";
import css from "./StopButton.module.css";

interface StopButtonProps {
  /** Which printers it may stop; by default the one that is shown. */
  printers?: readonly string[];
}

/**
 * The emergency stop. A first press opens a dialog whose one large button stops; two presses at the same place stop
 * as well, so that nobody has to read in an emergency. Of several printers each has its button there.
 */
export function StopButton({ printers = [printerName.value] }: StopButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const t = shell.value;
  if (!isOperator.value) return null;

  const [only] = printers.length === 1 ? printers : [];
  const stop = async (printer: string) => {
    setBusy(true);
    try {
      await call("POST /api/printers/{printer}/emergency-stop", { path: { printer } });
      toast.good(t.stopped);
      setAsking(false);
    } catch {
      toast.error(t.stopFailed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" class={css.stop} onClick={() => setAsking(true)}>
        <OctagonX aria-hidden="true" />
        <span class={css.long}>{t.stop}</span>
        <span class={css.short} aria-hidden="true">
          {t.stopShort}
        </span>
      </button>
      {isAsking && (
        <Dialog
          title={t.stop}
          onClose={() => setAsking(false)}
          actions={<Button onClick={() => setAsking(false)}>{common.value.cancel}</Button>}
        >
          <p>{t.stopConfirm}</p>
          {printers.map((printer) => (
            <button
              key={printer}
              type="button"
              class={css.now}
              aria-busy={isBusy}
              onClick={() => void stop(printer)}
            >
              <OctagonX aria-hidden="true" />
              {printer === only ? t.stopNow : t.stopOne(printer)}
            </button>
          ))}
          {only !== undefined && (
            <button
              type="button"
              class={css.again}
              tabIndex={-1}
              aria-hidden="true"
              onClick={() => void stop(only)}
            />
          )}
        </Dialog>
      )}
    </>
  );
}
