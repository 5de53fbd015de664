import { Box, Film, Images } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { Button } from "../../design/Button";
import { Empty, Failed, Skeleton } from "../../design/States";
import { dateTime, duration, number } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { publicWords } from "../../words/public";
import css from "./Gallery.module.css";

type Job = Schemas["GalleryEntry"];

const A_PAGE = 24;

/** The finished prints that are public, the newest first. */
export function Gallery() {
  const t = publicWords.value;
  const [limit, setLimit] = useState(A_PAGE);
  const { data, error, isLoading, reload } = useResource(() => loadPages(limit), [limit]);
  if (data === null) return error ? <Failed error={error} retry={reload} /> : <Skeleton height="20rem" />;
  if (data.jobs.length === 0)
    return (
      <Empty icon={<Images />} title={t.empty}>
        {t.emptyHint}
      </Empty>
    );
  return (
    <section class={css.gallery} aria-labelledby="prints">
      <header class={css.head}>
        <h2 id="prints">{t.prints}</h2>
        <span class="muted">{t.count(number(data.total))}</span>
      </header>
      <ul class={css.grid}>
        {data.jobs.map((one) => (
          <li key={one.id}>
            <Card job={one} />
          </li>
        ))}
      </ul>
      {error && <Failed error={error} retry={reload} />}
      {data.jobs.length < data.total && (
        <div class={css.more}>
          <Button isBusy={isLoading} onClick={() => setLimit(limit + A_PAGE)}>
            {t.more}
          </Button>
        </div>
      )}
    </section>
  );
}

async function loadPages(limit: number): Promise<{ jobs: Job[]; total: number }> {
  const pages = await Promise.all(
    Array.from({ length: limit / A_PAGE }, (_, index) =>
      call("GET /api/public/gallery", { query: { page: index + 1, limit: A_PAGE } }),
    ),
  );
  return { jobs: pages.flatMap((one) => one.jobs), total: pages[0]?.total ?? 0 };
}

function Card({ job }: { job: Job }) {
  const t = publicWords.value;
  return (
    <Link href={`/public/${job.id}`} class={css.card}>
      <div class={css.picture}>
        {job.previewUrl ? (
          <img src={job.previewUrl} alt="" loading="lazy" decoding="async" />
        ) : (
          <Box aria-hidden="true" />
        )}
        {job.timelapseUrl && (
          <span class={css.film} title={t.hasFilm}>
            <Film aria-label={t.hasFilm} />
          </span>
        )}
      </div>
      <span class={css.title}>{job.name}</span>
      <span class="muted small">
        {[
          job.completedAt && dateTime(job.completedAt),
          job.actualTime !== null && duration(job.actualTime),
          job.materials.join(", "),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </Link>
  );
}
