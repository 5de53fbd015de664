import { CircleAlert, CircleCheck, CircleHelp } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { Panel } from "../../../design/Panel";
import { Empty, Loaded } from "../../../design/States";
import { number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { printerName } from "../../../state/printers";
import { linkWords } from "../../../words/linkQuality";
import { Hour } from "./Hour";
import css from "./LinkQuality.module.css";

type Diagnosis = Schemas["LinkDiagnosis"];

const POLL_MS = 15_000;
const MINUTES = 60;

/** What is the matter with the shown printer's link, what to do, and the measurements that say so. */
export default function LinkQuality() {
  const t = linkWords.value;
  const name = printerName.value;
  const diagnosis = useResource(
    () =>
      call("GET /api/printers/{printer}/diagnosis", {
        path: { printer: name },
        query: { minutes: MINUTES },
      }),
    [name],
  );
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) diagnosis.reload();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Loaded resource={diagnosis} height="30rem">
      {(found) => (
        <div class={css.page}>
          <Verdict found={found} name={name} />
          <Panel title={t.hour}>
            {found.history.length === 0 ? (
              <Empty title={t.empty}>{t.emptyHint}</Empty>
            ) : (
              <Hour history={found.history} />
            )}
          </Panel>
        </div>
      )}
    </Loaded>
  );
}

function Verdict({ found, name }: { found: Diagnosis; name: string }) {
  const t = linkWords.value;
  const tone = found.verdict === "well" ? "good" : found.verdict === "unknown" ? "none" : "bad";
  const Icon = { good: CircleCheck, none: CircleHelp, bad: CircleAlert }[tone];
  return (
    <Panel>
      <div class={css.verdict} data-tone={tone}>
        <Icon aria-hidden="true" />
        <div>
          <p class="muted">
            {name} · {t.over(number(found.minutes), number(found.lines))}
          </p>
          <h2>{t.verdicts[found.verdict]}</h2>
          {found.findings.length === 0 && (
            <p class={css.words} lang="en">
              {found.words}
            </p>
          )}
        </div>
      </div>
      {found.findings.length > 0 && (
        <ol class={css.findings}>
          {found.findings.map((one) => (
            <li key={one.cause}>
              <h3>{t.verdicts[one.cause]}</h3>
              <p lang="en">{one.words}</p>
              <p class={css.advice}>
                <strong>{t.whatToDo}:</strong> <span lang="en">{one.advice}</span>
              </p>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
