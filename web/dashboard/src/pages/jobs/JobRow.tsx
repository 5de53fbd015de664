import { Box } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";
import { Picture } from "../../design/Picture";
import type { Schemas } from "../../link/api";
import css from "./JobRow.module.css";

interface JobRowProps {
  job: Schemas["Job"];
  /** Before the picture: a handle or a position. */
  lead?: ComponentChildren;
  /** Below the name. */
  facts: ComponentChildren;
  actions?: ComponentChildren;
}

/** A job in a list: its picture, name and facts. */
export function JobRow({ job, lead, facts, actions }: JobRowProps) {
  return (
    <div class={css.row}>
      {lead}
      <Picture
        class={css.picture}
        path={`/api/files/${job.fileId}/preview`}
        alt=""
        fallback={<Box aria-hidden="true" />}
      />
      <div class={css.text}>
        <Link href={`/jobs/${job.id}`} class={css.name} title={job.name}>
          {job.name}
        </Link>
        <div class={css.facts}>{facts}</div>
      </div>
      {actions && <div class={css.actions}>{actions}</div>}
    </div>
  );
}
