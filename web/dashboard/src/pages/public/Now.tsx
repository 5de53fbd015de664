import { useEffect, useState } from "preact/hooks";
import { Meter } from "../../design/Meter";
import { celsius, clock, duration, number } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { socket } from "../../link/socket";
import { publicWords } from "../../words/public";
import css from "./Public.module.css";
import { Snapshot } from "./Snapshot";

type Status = Schemas["PublicStatus"];

/** What the printer does, as far as visitors may know. */
export function Now({ hasCamera }: { hasCamera: boolean }) {
  const t = publicWords.value;
  const status = usePublicStatus();
  if (status === null) return <div class={css.nowEmpty} />;
  const { progress } = status;
  return (
    <section class={css.now} aria-label={t.now} data-camera={hasCamera}>
      {hasCamera && <Snapshot />}
      <div class={css.facts}>
        {progress ? (
          <Print status={status} progress={progress} />
        ) : (
          <p class={css.rest}>{t.state[status.state]}</p>
        )}
        <Temperatures temperatures={status.temperatures} />
      </div>
    </section>
  );
}

function Print({ status, progress }: { status: Status; progress: Schemas["PublicProgress"] }) {
  const t = publicWords.value;
  const left = progress.timeRemaining;
  return (
    <>
      <p class="muted">{status.state === "paused" ? t.state.paused : t.now}</p>
      <h1 class={css.name} title={progress.name ?? undefined}>
        {progress.name ?? t.printing}
      </h1>
      <p class={`${css.percent} figure`}>
        {number(Math.floor(progress.percentage))}
        <small>%</small>
      </p>
      <Meter label={t.percent} value={progress.percentage} />
      <p class={css.line}>
        {left !== null && <strong>{t.doneAt(clock(new Date(Date.now() + left * 1000)))}</strong>}
        {left !== null && <span class="muted">{t.left(duration(left))}</span>}
        {progress.layer !== null && progress.layersTotal !== null && (
          <span class="muted">{t.layer(number(progress.layer), number(progress.layersTotal))}</span>
        )}
      </p>
    </>
  );
}

function Temperatures({ temperatures }: { temperatures: Status["temperatures"] }) {
  const t = publicWords.value;
  const { hotend, bed, chamber } = temperatures;
  const shown = [
    [t.nozzle, hotend],
    [t.bed, bed],
    [t.chamber, chamber],
  ] as const;
  return (
    <dl class={css.temperatures}>
      {shown.map(([name, reading]) =>
        reading === null ? null : (
          <div key={name}>
            <dt class="muted small">{name}</dt>
            <dd class="figure">{celsius(reading.actual)}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Once by HTTP, then as it changes. */
function usePublicStatus(): Status | null {
  const first = useResource(() => call("GET /api/public/status"), []).data;
  const [live, setLive] = useState<Status | null>(null);
  useEffect(() => {
    const ends = [
      socket.subscribe({ topic: "status", data: {} }),
      // Visitors are sent less than users.
      socket.on("status:update", (data) => setLive(data as unknown as Status)),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return live ?? first;
}
