import { Panel } from "../../../design/Panel";
import { duration, number } from "../../../lib/format";
import { healthWords } from "../../../words/health";
import { stateWord } from "../../../words/states";
import type { HealthState } from "./Health";
import css from "./Health.module.css";

interface Entry {
  name: string;
  /** `good`, `bad`, or neither where there is nothing to judge. */
  tone: "good" | "bad" | "none";
  words: string;
}

/** Each part that the server depends on, with how it is. */
export function Ledger({ state }: { state: HealthState }) {
  return (
    <Panel title={healthWords.value.ledger}>
      <ul class={css.ledger}>
        {entries(state).map((one) => (
          <li key={one.name} data-tone={one.tone}>
            <span class={css.dot} aria-hidden="true" />
            <span>{one.name}</span>
            <span class="muted">{one.words}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function entries(state: HealthState): Entry[] {
  return [
    ofDatabase(state),
    ofWorkers(state),
    ofTasks(state),
    ...state.printers.map((one) => ({
      name: healthWords.value.printer(one.name),
      tone: toneOf(one.status),
      words: one.state === null ? healthWords.value.status[one.status] : stateWord(one.state),
    })),
    ofRedis(state),
    ...(state.power === null ? [] : [ofPower(state.power)]),
  ];
}

function toneOf(status: string): Entry["tone"] {
  if (status === "ok") return "good";
  return status === "unused" || status === "unknown" ? "none" : "bad";
}

function ofDatabase({ database }: HealthState): Entry {
  const t = healthWords.value;
  const words =
    database.latencyMs === null ? t.status.unavailable : t.answersIn(number(database.latencyMs, 1));
  return { name: `${t.parts.database} (${t.kinds[database.kind]})`, tone: toneOf(database.status), words };
}

function ofWorkers({ workers }: HealthState): Entry {
  const t = healthWords.value;
  const count = number(Math.max(0, ...Object.values(workers.byQueue)));
  const words = workers.place === "server" ? t.workersText(count) : t.workersRedis(count);
  return {
    name: t.parts.workers,
    tone: toneOf(workers.status),
    words: workers.status === "ok" ? words : t.status[workers.status],
  };
}

function ofTasks({ tasks }: HealthState): Entry {
  const t = healthWords.value;
  const words =
    tasks.waiting === 0 ? t.noneWait : t.waiting(number(tasks.waiting), duration(tasks.longestWaitSeconds));
  return { name: t.parts.tasks, tone: toneOf(tasks.status), words };
}

function ofRedis({ redis }: HealthState): Entry {
  const t = healthWords.value;
  return { name: t.parts.redis, tone: toneOf(redis.status), words: t.status[redis.status] };
}

function ofPower(power: NonNullable<HealthState["power"]>): Entry {
  const t = healthWords.value;
  const now = [
    power.underVoltage && t.underVoltage,
    power.throttled && t.throttled,
    power.tooWarm && t.tooWarm,
  ].filter((one) => one !== false);
  const before = [
    power.underVoltageSinceBoot && t.wasUnderVoltage,
    power.throttledSinceBoot && t.wasThrottled,
    power.tooWarmSinceBoot && t.wasTooWarm,
  ].filter((one) => one !== false);
  const found = now.length > 0 ? now : before;
  return {
    name: t.parts.power,
    tone: found.length > 0 ? "bad" : "good",
    words: found.length > 0 ? found.join("; ") : t.powerOk,
  };
}
