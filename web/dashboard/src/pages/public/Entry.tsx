import { ArrowLeft, Box, Share2 } from "lucide-preact";
import { Button } from "../../design/Button";
import { Facts } from "../../design/Facts";
import { LinkButton } from "../../design/LinkButton";
import { Empty, Loaded } from "../../design/States";
import { toast } from "../../design/Toast";
import { dateTime, duration, grams, number } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { publicWords } from "../../words/public";
import css from "./Entry.module.css";

type Job = Schemas["GalleryEntry"];

/** One finished print with its film or picture, at an address that can be shared. */
export function Entry({ id }: { id: string }) {
  const t = publicWords.value;
  const answer = useResource(() => call("GET /api/public/gallery/{id}", { path: { id } }), [id]);
  const back = (
    <LinkButton href="/public" kind="quiet" icon={<ArrowLeft />}>
      {t.back}
    </LinkButton>
  );
  if (answer.error?.status === 404) return <Empty title={t.notThere} action={back} />;
  return (
    <Loaded resource={answer} height="60vh">
      {({ job }) => (
        <article class={css.entry}>
          <div class={css.way}>{back}</div>
          <div class={css.stage}>
            <View job={job} />
          </div>
          <div class={css.about}>
            <h1>{job.name}</h1>
            <Facts
              facts={[
                [t.finished, job.completedAt && dateTime(job.completedAt)],
                [t.time, job.actualTime === null ? null : duration(job.actualTime)],
                [t.material, job.materials.join(", ")],
                [t.filament, job.filamentUsed === null ? null : grams(job.filamentUsed)],
                [t.layers, job.layers === null ? null : number(job.layers)],
              ]}
            />
            <Button icon={<Share2 />} onClick={() => void share(job)}>
              {t.share}
            </Button>
          </div>
        </article>
      )}
    </Loaded>
  );
}

function View({ job }: { job: Job }) {
  const t = publicWords.value;
  if (job.timelapseUrl)
    return (
      // biome-ignore lint/a11y/useMediaCaption: films of printers have no sound
      <video
        src={job.timelapseUrl}
        poster={job.previewUrl ?? undefined}
        aria-label={t.film(job.name)}
        controls
        loop
        playsInline
        preload="metadata"
      />
    );
  if (job.previewUrl) return <img src={job.previewUrl} alt={t.picture(job.name)} />;
  return <Box aria-hidden="true" />;
}

/** By the device's own sheet where it has one; else the address is copied. */
async function share(job: Job): Promise<void> {
  try {
    if (navigator.share) await navigator.share({ title: job.name, url: location.href });
    else {
      await navigator.clipboard.writeText(location.href);
      toast.good(publicWords.peek().copied);
    }
  } catch (error) {
    // Closing the sheet is no failure; without either the address bar has the address.
    if (error instanceof TypeError) toast.info(location.href);
  }
}
