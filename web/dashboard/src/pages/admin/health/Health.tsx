import { CircleAlert, CircleCheck, CircleX } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { Panel } from "../../../design/Panel";
import { Loaded } from "../../../design/States";
import { clockSeconds, number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { ApiError } from "../../../link/errors";
import { call } from "../../../link/http";
import { healthWords } from "../../../words/health";
import { Disks } from "./Disks";
import css from "./Health.module.css";
import { Ledger } from "./Ledger";
import { Power } from "./Power";
import { Problems } from "./Problems";

export type HealthState = Schemas["Health"];

const POLL_MS = 10_000;

/** How the server is: what is to be solved first, then what it depends on, then how it is restarted. */
export function Health() {
  const health = useResource(loadHealth, [], ["actor:change"]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) health.reload();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Loaded resource={health} height="24rem">
      {({ state, at }) => (
        <div class={css.health}>
          <Verdict state={state} at={at} />
          <Problems state={state} reload={health.reload} />
          <div class={css.columns}>
            <Ledger state={state} />
            <Disks disks={state.disks} />
          </div>
          <Power isPrinting={state.printers.some((one) => isBusy(one.state))} />
        </div>
      )}
    </Loaded>
  );
}

const ICONS = { ok: CircleCheck, degraded: CircleAlert, unavailable: CircleX };

function Verdict({ state, at }: { state: HealthState; at: Date }) {
  const t = healthWords.value;
  const Icon = ICONS[state.status];
  return (
    <Panel>
      <div class={css.verdict} data-status={state.status}>
        <Icon aria-hidden="true" />
        <div>
          <h2>{state.status === "ok" ? t.healthy : t[state.status]}</h2>
          <p class="muted">
            {state.problems.length > 0 && `${t.problems(number(state.problems.length))} · `}
            {t.checked(clockSeconds(at))}
          </p>
        </div>
      </div>
    </Panel>
  );
}

function isBusy(state: string | null): boolean {
  return state !== null && ["preparing", "printing", "pausing", "paused", "cancelling"].includes(state);
}

/** An unavailable server answers 503, and says why all the same. */
async function loadHealth(): Promise<{ state: HealthState; at: Date }> {
  try {
    return { state: await call("GET /api/health"), at: new Date() };
  } catch (error) {
    if (error instanceof ApiError && error.status === 503 && isHealth(error.details))
      return { state: error.details, at: new Date() };
    throw error;
  }
}

function isHealth(data: unknown): data is HealthState {
  return typeof data === "object" && data !== null && "problems" in data && "disks" in data;
}
