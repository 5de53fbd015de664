import { CircleCheck, Clock } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Select } from "../../../design/Field";
import { Notice } from "../../../design/States";
import { toast } from "../../../design/Toast";
import { duration, grams, number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import { call } from "../../../link/http";
import { printerName, printers } from "../../../state/printers";
import { common } from "../../../words/common";
import { startWords } from "../../../words/start";
import { factsOf, firstPlate, type StoredFile, summary } from "../facts";
import { asIs, print } from "./order";
import css from "./StartSheet.module.css";

/** Prints several files one after the other. */
export default function QueueDialog({
  files,
  done,
  close,
}: {
  files: readonly StoredFile[];
  done: () => void;
  close: () => void;
}) {
  const [printer, setPrinter] = useState(printerName.peek());
  const [isBusy, setBusy] = useState(false);
  const t = startWords.value;
  const outlook = useResource(
    async () => (await call("GET /api/printers/{printer}/queue", { path: { printer } })).newPrint,
    [printer],
    ["print:started", "print:completed", "print:failed", "print:cancelled"],
  ).data;
  const go = async () => {
    setBusy(true);
    let taken = 0;
    let reason: string | null = null;
    for (const file of files) {
      const { why } = await print({
        file,
        plate: firstPlate(file),
        printer,
        options: asIs,
        force: false,
        queue: true,
      });
      if (why === null) taken += 1;
      reason ??= why;
    }
    if (reason !== null) toast.error(t.partly(number(taken), number(files.length), reason));
    else toast.good(t.queuedSeveral(number(taken)));
    done();
  };
  return (
    <Dialog
      title={t.several(number(files.length))}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{common.value.cancel}</Button>
          <Button kind="primary" isBusy={isBusy || outlook === null} onClick={() => void go()}>
            {outlook?.starts ? t.start : t.queue}
          </Button>
        </>
      }
    >
      <p class="muted">{t.severalText}</p>
      {printers.value.length > 1 && (
        <Select
          label={t.printer}
          value={printer}
          options={printers.value.map(({ name }) => ({ value: name, label: name }))}
          onValue={setPrinter}
        />
      )}
      {outlook !== null && (
        <Notice
          kind={outlook.starts ? "good" : "info"}
          icon={outlook.starts ? <CircleCheck aria-hidden="true" /> : <Clock aria-hidden="true" />}
        >
          {outlook.starts
            ? t.firstStarts(files[0]?.originalName ?? "")
            : `${t.allWait} ${outlook.reason ?? ""}`}
        </Notice>
      )}
      <ol class={css.several}>
        {files.map((file) => (
          <li key={file.id}>
            <span class="truncate" title={file.originalName}>
              {file.originalName}
            </span>
            <span class="muted small">{summary(file)}</span>
          </li>
        ))}
      </ol>
      <Total files={files} />
    </Dialog>
  );
}

function Total({ files }: { files: readonly StoredFile[] }) {
  const facts = files.map(({ metadata }) => factsOf(metadata));
  const seconds = facts.reduce((sum, { estimatedTime }) => sum + (estimatedTime ?? 0), 0);
  const weight = facts.reduce((sum, { filamentWeight }) => sum + (filamentWeight ?? 0), 0);
  return (
    <p>
      <strong>{`${startWords.value.total}: ${duration(seconds)}, ${grams(weight)}`}</strong>
    </p>
  );
}
