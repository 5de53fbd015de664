import { Check, ChevronDown, ChevronUp, CircleAlert, RotateCcw, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { Button, IconButton } from "../../../design/Button";
import { Meter } from "../../../design/Meter";
import { bytes, number, percent } from "../../../lib/format";
import { common } from "../../../words/common";
import { uploadWords } from "../../../words/uploads";
import css from "./UploadHost.module.css";
import { cancel, cancelAll, clear, isUploading, retry, type Upload, uploads } from "./uploads";

/** So many are listed; of more only their number is told. */
const MOST_SHOWN = 60;

/** What is uploaded and how far it is, at the edge of whatever page is open. */
export function UploadPanel() {
  const [isOpen, setOpen] = useState(true);
  const t = uploadWords.value;
  const all = uploads.value;
  const shown = listed(all);
  return (
    <section class={css.panel} aria-label={t.title}>
      <header class={css.head}>
        <Summary />
        {isUploading.value ? (
          <Button size="small" kind="quiet" onClick={cancelAll}>
            {t.cancelAll}
          </Button>
        ) : (
          <IconButton label={t.clear} icon={<X />} size="small" kind="quiet" onClick={clear} />
        )}
        <IconButton
          label={isOpen ? t.hide : t.show}
          icon={isOpen ? <ChevronDown /> : <ChevronUp />}
          size="small"
          kind="quiet"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      </header>
      <Meter label={t.title} value={overall(all)} tone={isUploading.value ? "accent" : "good"} />
      {isOpen && (
        <ul class={css.list}>
          {shown.map((one) => (
            <Row key={one.id} upload={one} />
          ))}
          {shown.length < all.length && (
            <li class={css.further}>{t.further(number(all.length - shown.length))}</li>
          )}
        </ul>
      )}
    </section>
  );
}

function Summary() {
  const t = uploadWords.value;
  const all = uploads.value.filter(({ state }) => state.value !== "cancelled");
  const count = (wanted: string) => all.filter(({ state }) => state.value === wanted).length;
  const failed = count("failed");
  return (
    <p class={css.summary} role="status">
      {isUploading.value
        ? t.summary(number(count("done")), number(all.length))
        : t.allDone(number(count("done")))}
      {failed > 0 && <span class={css.failed}>{` · ${t.failedCount(number(failed))}`}</span>}
    </p>
  );
}

function Row({ upload }: { upload: Upload }) {
  const t = uploadWords.value;
  const { file, state, made } = upload;
  const isOpen = state.value === "waiting" || state.value === "sending";
  return (
    <li class={css.row}>
      <div class={css.what}>
        {made.value ? (
          <Link href={`/files/${made.value.id}`} class={`${css.name} truncate`} title={file.name}>
            {file.name}
          </Link>
        ) : (
          <span class={`${css.name} truncate`} title={file.name}>
            {file.name}
          </span>
        )}
        <span class={css.state}>
          <Standing upload={upload} />
        </span>
        {state.value === "sending" && <Meter label={t.progressOf(file.name)} value={upload.percent.value} />}
      </div>
      {isOpen && (
        <IconButton
          label={t.cancel(file.name)}
          icon={<X />}
          size="small"
          kind="quiet"
          onClick={() => cancel(upload)}
        />
      )}
      {(state.value === "failed" || state.value === "cancelled") && (
        <IconButton
          label={t.retryName(file.name)}
          icon={<RotateCcw />}
          size="small"
          kind="quiet"
          onClick={() => retry(upload)}
        />
      )}
    </li>
  );
}

function Standing({ upload }: { upload: Upload }) {
  const t = uploadWords.value;
  const size = bytes(upload.file.size);
  switch (upload.state.value) {
    case "waiting":
      return <>{upload.reason.value ?? `${t.waiting} · ${size}`}</>;
    case "sending": {
      const part = upload.percent.value;
      return <>{part === null ? `${t.sending} · ${size}` : common.value.of(percent(part), size)}</>;
    }
    case "done":
      return (
        <>
          <Check aria-hidden="true" class={css.good} />
          {upload.isSame.value ? t.same : size}
        </>
      );
    case "failed":
      return (
        <span class={css.failed}>
          <CircleAlert aria-hidden="true" />
          {upload.reason.value}
        </span>
      );
    case "cancelled":
      return <>{t.cancelled}</>;
  }
}

/** What needs eyes first: what failed, what is under way, and then the rest. */
function listed(all: readonly Upload[]): readonly Upload[] {
  if (all.length <= MOST_SHOWN) return all;
  const rank = { failed: 0, sending: 1, waiting: 2, done: 3, cancelled: 4 };
  return [...all].sort((one, other) => rank[one.state.value] - rank[other.state.value]).slice(0, MOST_SHOWN);
}

/** How much of all bytes is there, from 0 to 100. */
function overall(all: readonly Upload[]): number {
  let sent = 0;
  let total = 0;
  for (const { file, state, percent: part } of all) {
    if (state.value === "cancelled" || state.value === "failed") continue;
    const size = Math.max(file.size, 1);
    total += size;
    sent += (size * (part.value ?? 0)) / 100;
  }
  return total === 0 ? 0 : (100 * sent) / total;
}
