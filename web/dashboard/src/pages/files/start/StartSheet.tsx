import { CircleCheck, Clock } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Select, Switch } from "../../../design/Field";
import { Notice } from "../../../design/States";
import { toast } from "../../../design/Toast";
import { number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { printerName, printers } from "../../../state/printers";
import { common } from "../../../words/common";
import { startWords } from "../../../words/start";
import { analysisOf, factsOfPlate, factsOfSliced, firstPlate, pictureOf, type StoredFile } from "../facts";
import { PlateChoice } from "../PlateChoice";
import { usePrediction } from "../prediction";
import { Findings } from "./Findings";
import { Options } from "./Options";
import { asIs, type PrintOptions, print } from "./order";
import css from "./StartSheet.module.css";
import { Summary } from "./Summary";

type Outlook = Schemas["StartOutlook"];

interface StartSheetProps {
  file: StoredFile;
  /** The G-code that was sliced from the file, where that is a model. */
  sliced?: Schemas["SlicedFile"] | undefined;
  /** The plate that is chosen at first, of a 3MF with several. */
  plate?: number | null;
  onClose: () => void;
}

/** Before a print: what the check found, on which printer, how often, and whether it starts at once. */
export default function StartSheet({ file, sliced, plate: shown, onClose }: StartSheetProps) {
  const [plate, setPlate] = useState(shown ?? firstPlate(file));
  const [printer, setPrinter] = useState(printerName.peek());
  const [options, setOptions] = useState<PrintOptions>(asIs);
  const [isForced, setForced] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const t = startWords.value;
  const preflight = usePreflight(file, sliced, plate, printer);
  const outlook = useOutlook(printer);
  const facts = sliced === undefined ? factsOfPlate(file, plate) : factsOfSliced(sliced);

  const predicted = usePrediction(file, printer).data;
  const prediction = predicted?.slicedFileId === (sliced?.id ?? null) ? predicted : null;
  const hasError = preflight.data?.ready === false;
  const mustForce = hasError && !isForced ? t.mustForce : null;
  const go = async (queue: boolean) => {
    setBusy(true);
    const order = { file, sliced, plate, printer, options, force: isForced, queue };
    const { done, started, why } = await print(order);
    setBusy(false);
    if (why !== null && done === 0) {
      toast.error(why);
      return;
    }
    if (why !== null) toast.error(t.partly(number(done), number(options.copies), why));
    else if (started) toast.good(t.started(file.originalName));
    else toast.good(done === 1 ? t.queued(file.originalName) : t.queuedSeveral(number(done)));
    onClose();
  };
  return (
    <Dialog
      title={t.title}
      shape="sheet"
      onClose={onClose}
      actions={
        <Actions
          outlook={outlook.data}
          mustForce={mustForce}
          isBusy={isBusy}
          go={(queue) => void go(queue)}
          close={onClose}
        />
      }
    >
      <Summary
        file={file}
        facts={facts}
        picture={pictureOf(file, sliced === undefined ? plate : null)}
        startsNow={outlook.data?.starts ?? false}
        prediction={prediction}
      />
      {sliced === undefined && <PlateChoice file={file} plate={plate} onPlate={setPlate} />}
      {printers.value.length > 1 && (
        <Select
          label={t.printer}
          value={printer}
          options={printers.value.map(({ name }) => ({ value: name, label: name }))}
          onValue={setPrinter}
        />
      )}
      <Turn outlook={outlook.data} printer={printer} />
      <Findings
        resource={preflight}
        href={(line) => `/files/${file.id}?${sliced ? `sliced=${sliced.id}&` : ""}line=${line}`}
        onLeave={onClose}
      />
      {hasError && <Switch label={t.force} hint={t.forceHint} checked={isForced} onValue={setForced} />}
      <Options facts={facts} value={options} onValue={setOptions} />
    </Dialog>
  );
}

/** Whether it starts at once, or why not. */
function Turn({ outlook, printer }: { outlook: Outlook | null; printer: string }) {
  const t = startWords.value;
  if (outlook === null) return null;
  if (outlook.starts)
    return (
      <Notice kind="good" icon={<CircleCheck aria-hidden="true" />}>
        {t.startsNow(printer)}
      </Notice>
    );
  return (
    <Notice icon={<Clock aria-hidden="true" />}>
      {`${t.waits} ${outlook.reason ?? ""}`}
      <div class="muted small">{t.willWait}</div>
    </Notice>
  );
}

/** What can be done: where it cannot start, to wait is what happens next. */
function Actions({
  outlook,
  mustForce,
  isBusy,
  go,
  close,
}: {
  outlook: Outlook | null;
  mustForce: string | null;
  isBusy: boolean;
  go: (queue: boolean) => void;
  close: () => void;
}) {
  const t = startWords.value;
  const blocked = outlook !== null && !outlook.starts;
  return (
    <div class={css.actions}>
      {blocked ? (
        <Button kind="normal" disabledReason={outlook.reason ?? t.waits}>
          {t.start}
        </Button>
      ) : (
        <Button onClick={close}>{common.value.cancel}</Button>
      )}
      <Button
        kind="primary"
        isBusy={isBusy || outlook === null}
        disabledReason={mustForce}
        onClick={() => go(blocked)}
      >
        {blocked ? t.queue : t.start}
      </Button>
    </div>
  );
}

function usePreflight(
  file: StoredFile,
  sliced: Schemas["SlicedFile"] | undefined,
  plate: number | null,
  printer: string,
) {
  const load = async () => {
    if (await isBeingAnalysed(file)) return UNTIL_ANALYSED;
    const query = { printer, ...(plate === null ? {} : { plate }) };
    const answer =
      sliced === undefined
        ? call("GET /api/files/{id}/preflight", { path: { id: file.id }, query })
        : call("GET /api/sliced-files/{id}/preflight", { path: { id: sliced.id }, query: { printer } });
    return (await answer).preflight;
  };
  return useResource(load, [file.id, sliced?.id, plate, printer], ["file:processed"]);
}

/** What was just uploaded is checked once it was analysed; the event of that loads again. */
const UNTIL_ANALYSED = new Promise<never>(() => undefined);

async function isBeingAnalysed(file: StoredFile): Promise<boolean> {
  if (analysisOf(file) !== "pending") return false;
  return analysisOf((await call("GET /api/files/{id}", { path: { id: file.id } })).file) === "pending";
}

function useOutlook(printer: string) {
  return useResource(
    async () => (await call("GET /api/printers/{printer}/queue", { path: { printer } })).newPrint,
    [printer],
    ["print:started", "print:completed", "print:failed", "print:cancelled", "print:event"],
  );
}
