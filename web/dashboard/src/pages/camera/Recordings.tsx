import { Download, Trash2, Video as VideoIcon } from "lucide-preact";
import { IconButton } from "../../design/Button";
import { Empty, Loaded } from "../../design/States";
import { attempt, toast } from "../../design/Toast";
import { Video } from "../../design/Video";
import { bytes, dateTime } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { signedUrl } from "../../link/media";
import { isOperator } from "../../state/session";
import { restore } from "../../state/trash";
import { cameraWords } from "../../words/camera";
import { common } from "../../words/common";
import css from "./Recordings.module.css";

/** What was recorded, the newest first. */
export function Recordings() {
  const t = cameraWords.value;
  const page = useResource(
    () => call("GET /api/recordings", { query: { limit: 50 } }),
    [],
    ["recording:started", "recording:ended"],
  );
  const remove = async (one: Schemas["Recording"]) => {
    if (!(await attempt(() => call("DELETE /api/recordings/{id}", { path: { id: one.id } })))) return;
    page.reload();
    toast.undo(t.deleted, () => void restore(one.id).then(page.reload));
  };
  return (
    <Loaded resource={page} height="20rem">
      {({ recordings }) =>
        recordings.length === 0 ? (
          <Empty icon={<VideoIcon />} title={t.noRecordings} />
        ) : (
          <ul class={css.videos}>
            {recordings.map((one) => (
              <li key={one.id} class={css.entry}>
                {one.endedAt === null ? (
                  <p class={css.running}>{t.running}</p>
                ) : (
                  <Video path={one.videoUrl} label={dateTime(one.startedAt)} />
                )}
                <div class={css.line}>
                  <div>
                    <strong>{dateTime(one.startedAt)}</strong>
                    <p class="muted small">
                      {one.camera} · {bytes(one.sizeBytes)}
                      {one.reason && ` · ${one.reason}`}
                    </p>
                  </div>
                  {one.endedAt !== null && <Actions one={one} remove={() => remove(one)} />}
                </div>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function Actions({ one, remove }: { one: Schemas["Recording"]; remove: () => void }) {
  const t = cameraWords.value;
  const download = async () => {
    location.assign(await signedUrl(`${one.videoUrl}`));
  };
  return (
    <div class={css.actions}>
      <IconButton
        label={t.download}
        kind="quiet"
        size="small"
        icon={<Download />}
        onClick={() => attempt(download)}
      />
      {isOperator.value && (
        <IconButton
          label={common.value.delete}
          kind="quiet"
          size="small"
          icon={<Trash2 />}
          onClick={remove}
        />
      )}
    </div>
  );
}
