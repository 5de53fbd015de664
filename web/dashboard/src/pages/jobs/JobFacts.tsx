import { Link } from "wouter-preact";
import { Facts } from "../../design/Facts";
import { dateTime, duration, grams, number } from "../../lib/format";
import type { Schemas } from "../../link/api";
import { jobWords } from "../../words/jobs";

export function JobFacts({ job }: { job: Schemas["Job"] }) {
  const t = jobWords.value;
  const layers =
    job.layersTotal === null
      ? null
      : `${job.layer === null ? "" : `${number(job.layer)} / `}${number(job.layersTotal)}`;
  return (
    <Facts
      facts={[
        [t.file, <Link href={`/files/${job.fileId}`}>{job.name}</Link>],
        [t.printer, job.printer],
        [t.created, dateTime(job.createdAt)],
        [t.started, job.startedAt && dateTime(job.startedAt)],
        [t.ended, job.completedAt && dateTime(job.completedAt)],
        [t.duration, job.actualTime === null ? null : duration(job.actualTime)],
        [t.estimated, job.estimatedTime === null ? null : duration(job.estimatedTime)],
        [t.paused, job.pausedSeconds > 0 ? duration(job.pausedSeconds) : null],
        [t.filament, job.filamentUsed === null ? null : grams(job.filamentUsed)],
        [t.cost, job.cost === null ? null : number(job.cost, 2)],
        [t.layers, layers],
      ]}
    />
  );
}
