import { Film } from "lucide-preact";
import { Link } from "wouter-preact";
import { Empty, Loaded } from "../../design/States";
import { Video } from "../../design/Video";
import { bytes, dateTime, duration, number } from "../../lib/format";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { cameraWords } from "../../words/camera";
import css from "./Recordings.module.css";

/** The time-lapses, the newest first. */
export function Films() {
  const t = cameraWords.value;
  const page = useResource(
    () => call("GET /api/timelapses", { query: { limit: 50 } }),
    [],
    ["timelapse:ready", "timelapse:deleted"],
  );
  return (
    <Loaded resource={page} height="20rem">
      {({ timelapses }) =>
        timelapses.length === 0 ? (
          <Empty icon={<Film />} title={t.noFilms}>
            {t.noFilmsHint}
          </Empty>
        ) : (
          <ul class={css.videos}>
            {timelapses.map((one) => (
              <li key={one.id} class={css.entry}>
                <Video path={one.videoUrl} poster={one.posterUrl} label={one.jobName} />
                <div>
                  <Link href={`/jobs/${one.jobId}`}>{one.jobName}</Link>
                  <p class="muted small">
                    {dateTime(one.createdAt)} · {duration(one.duration)} · {t.frames(number(one.frameCount))}{" "}
                    · {bytes(one.fileSize)}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
