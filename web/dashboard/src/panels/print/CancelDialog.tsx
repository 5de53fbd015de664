import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { attempt } from "../../design/Toast";
import { duration, grams } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { homeWords } from "../../words/home";

interface CancelDialogProps {
  job: Schemas["CurrentJob"];
  printer: string;
  onClose: () => void;
}

/** Says what is lost before a print is cancelled. */
export function CancelDialog({ job, printer, onClose }: CancelDialogProps) {
  const t = homeWords.value;
  const [isBusy, setBusy] = useState(false);
  const cancel = async () => {
    setBusy(true);
    const isDone = await attempt(
      () => call("POST /api/printers/{printer}/cancel", { path: { printer } }),
      t.cancelled,
    );
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      title={t.cancelTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t.keepPrinting}</Button>
          <Button kind="danger" isBusy={isBusy} onClick={cancel}>
            {t.cancel}
          </Button>
        </>
      }
    >
      <p>
        <strong>
          {t.cancelLoses(
            duration(job.timeElapsed),
            job.filamentUsed === null ? null : grams(job.filamentUsed),
          )}
        </strong>
      </p>
      <p>{t.cancelThen}</p>
    </Dialog>
  );
}
