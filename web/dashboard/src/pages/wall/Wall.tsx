import { House } from "lucide-preact";
import { useLocation } from "wouter-preact";
import { Connection } from "../../app/Connection";
import { useFollowing } from "../../app/following";
import { StopButton } from "../../app/StopButton";
import { LinkButton } from "../../design/LinkButton";
import { Meter } from "../../design/Meter";
import { clock, duration, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { CameraView } from "../../panels/camera/CameraView";
import { activePrint, attention, stateOfPrinter } from "../../state/attention";
import { choosePrinter, printers, stateOf } from "../../state/printers";
import { stateWord } from "../../words/states";
import { wallWords } from "../../words/wall";
import css from "./Wall.module.css";

type Entry = Schemas["PrinterEntry"];

/** A camera on the wall needs no fluent motion. */
const FPS = 2;

/** All printers at once; whichever needs somebody stands first. */
export default function Wall() {
  const t = wallWords.value;
  useFollowing("all");
  const ranked = printers.value
    .map((entry) => ({ entry, rank: attention(stateOf(entry.name).status.value) }))
    .sort((one, other) => one.rank - other.rank);
  const count = (ranks: readonly number[]) => ranked.filter(({ rank }) => ranks.includes(rank)).length;
  const needing = count([0, 1]);
  return (
    <div class={css.page}>
      <header class={css.bar}>
        <h1>{t.printers}</h1>
        <p class="muted">
          {[needing > 0 && t.attention(number(needing)), t.printing(number(count([2])))]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <div class={css.end}>
          <LinkButton href="/" kind="quiet" icon={<House />}>
            {t.toHome}
          </LinkButton>
          <StopButton printers={printers.value.map((one) => one.name)} />
        </div>
      </header>
      <main>
        <Connection />
        <ul class={css.wall}>
          {ranked.map(({ entry, rank }) => (
            <li key={entry.name}>
              <Tile entry={entry} rank={rank} />
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}

function Tile({ entry, rank }: { entry: Entry; rank: number }) {
  const t = wallWords.value;
  const [, go] = useLocation();
  const status = stateOf(entry.name).status.value;
  const job = activePrint(status);
  const problem = status?.connection.reason ?? (job?.state === "paused" ? job.reason : null);
  const open = () => {
    choosePrinter(entry.name);
    go("/");
  };
  return (
    <button type="button" class={css.tile} data-rank={rank} title={t.open(entry.name)} onClick={open}>
      <div class={css.picture}>
        {entry.camera !== null && <CameraView camera={entry.camera} title={entry.name} fps={FPS} />}
      </div>
      <div class={css.facts}>
        <span class={css.head}>
          <strong class={`${css.name} truncate`}>{entry.name}</strong>
          <span class={css.state} data-rank={rank}>
            {stateWord(stateOfPrinter(status))}
          </span>
        </span>
        {job ? (
          <>
            <span class={css.figures}>
              <span class={`${css.percent} figure`}>{number(Math.floor(job.progress))} %</span>
              {job.estimatedEnd && <span class="figure">{t.doneAt(clock(job.estimatedEnd))}</span>}
              {job.timeRemaining !== null && <span class="muted">{t.left(duration(job.timeRemaining))}</span>}
            </span>
            <Meter label={t.progress(entry.name)} value={job.progress} />
            <span class="muted small truncate">{job.name}</span>
          </>
        ) : (
          <span class={css.rest}>{!problem && t.noPrint}</span>
        )}
        {problem && <span class={css.problem}>{problem}</span>}
      </div>
    </button>
  );
}
