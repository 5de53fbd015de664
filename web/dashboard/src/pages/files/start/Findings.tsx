import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-preact";
import { Link } from "wouter-preact";
import { Notice, Skeleton } from "../../../design/States";
import { number, sentence } from "../../../lib/format";
import type { Resource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { startWords } from "../../../words/start";
import { inWords } from "../actions";
import css from "./StartSheet.module.css";

type Finding = Schemas["PreflightFinding"];

const ICONS = { error: CircleX, warning: TriangleAlert, info: Info };

/** What the check of a file against a printer found: each with what to do and where. */
export function Findings({
  resource,
  href,
  onLeave,
}: {
  resource: Resource<Schemas["Preflight"]>;
  /** The address at which a line is shown. */
  href: (line: number) => string;
  onLeave: () => void;
}) {
  const t = startWords.value;
  const { data, error, isLoading } = resource;
  if (error !== null) return <Notice kind="warning">{`${t.notChecked} ${inWords(error)}`}</Notice>;
  if (data === null) return isLoading ? <Skeleton height="4rem" /> : null;
  const notes = data.findings.filter(({ severity }) => severity === "info");
  const serious = data.findings.filter(({ severity }) => severity !== "info");
  return (
    <section class={css.check} aria-label={t.found}>
      {serious.length === 0 ? (
        <Well />
      ) : (
        <>
          <h3 class={css.heading}>{t.found}</h3>
          <Rows findings={serious} {...{ href, onLeave }} />
        </>
      )}
      {notes.length > 0 && (
        <details class={css.notes}>
          <summary>{t.remarks(notes.length)}</summary>
          <Rows findings={notes} {...{ href, onLeave }} />
        </details>
      )}
    </section>
  );
}

function Well() {
  return (
    <Notice kind="good" icon={<CircleCheck aria-hidden="true" />}>
      {startWords.value.well}
    </Notice>
  );
}

interface Place {
  href: (line: number) => string;
  onLeave: () => void;
}

function Rows({ findings, ...place }: Place & { findings: readonly Finding[] }) {
  return (
    <ul class={css.findings}>
      {findings.map((one) => (
        <Row key={`${one.check} ${one.message}`} finding={one} {...place} />
      ))}
    </ul>
  );
}

function Row({ finding, href, onLeave }: Place & { finding: Finding }) {
  const t = startWords.value;
  const Icon = ICONS[finding.severity];
  const names: Record<string, string> = t.checks;
  return (
    <li class={css.finding} data-severity={finding.severity}>
      <Icon aria-hidden="true" />
      <div>
        <p class={css.kind}>
          {`${t.severities[finding.severity]} · ${names[finding.check] ?? finding.check}`}
          {finding.line !== null && (
            <Link href={href(finding.line)} class={css.line} onClick={onLeave}>
              {t.line(number(finding.line))}
            </Link>
          )}
        </p>
        <p>{sentence(finding.message)}</p>
        {finding.advice !== "" && <p class="muted small">{sentence(finding.advice)}</p>}
      </div>
    </li>
  );
}
