import { RotateCcw, TriangleAlert } from "lucide-preact";
import { Button } from "../../../design/Button";
import { LinkButton } from "../../../design/LinkButton";
import { Notice } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { call } from "../../../link/http";
import { healthWords } from "../../../words/health";
import type { HealthState } from "./Health";
import css from "./Health.module.css";

type Part = HealthState["problems"][number]["part"];

/** Where a problem can be looked at. */
const PLACES: Partial<Record<Part, string>> = {
  actors: "/admin/actors",
  tasks: "/admin/tasks",
  workers: "/admin/tasks",
  disk: "/admin/trash",
  printers: "/admin/link",
};

export function Problems({ state, reload }: { state: HealthState; reload: () => void }) {
  const t = healthWords.value;
  const look: Partial<Record<Part, string>> = t.look;
  if (state.problems.length + state.parked.length === 0) return null;
  const restart = async (path: string) => {
    await attempt(() => call("POST /api/admin/actors/{path}/restart", { path: { path } }), t.restarted(path));
    reload();
  };
  return (
    <ul class={css.problems}>
      {state.problems.map((one) => {
        const place = PLACES[one.part];
        return (
          <li key={`${one.part} ${one.message}`}>
            <Notice
              kind="warning"
              icon={<TriangleAlert aria-hidden="true" />}
              action={
                place && (
                  <LinkButton size="small" href={place}>
                    {look[one.part]}
                  </LinkButton>
                )
              }
            >
              <strong>{t.parts[one.part]}</strong>
              <p>{sentence(one.message)}</p>
            </Notice>
          </li>
        );
      })}
      {state.parked.map((path) => (
        <li key={path}>
          <Notice
            kind="error"
            icon={<TriangleAlert aria-hidden="true" />}
            action={
              <Button size="small" icon={<RotateCcw />} onClick={() => restart(path)}>
                {t.restart}
              </Button>
            }
          >
            <strong>
              {t.parked}: {path}
            </strong>
            <p>{t.parkedText}</p>
          </Notice>
        </li>
      ))}
    </ul>
  );
}

/** The server's messages begin small, as they stand behind a colon elsewhere. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
