import {
  Camera as CameraIcon,
  Circle,
  Expand,
  PictureInPicture2,
  Settings2,
  Square,
  VideoOff,
} from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, IconButton } from "../../design/Button";
import { Empty, Loaded } from "../../design/States";
import { Segments } from "../../design/Tabs";
import { attempt } from "../../design/Toast";
import { saveBlob } from "../../lib/files";
import { duration } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call, request } from "../../link/http";
import { CameraView } from "../../panels/camera/CameraView";
import { isAdmin, isOperator } from "../../state/session";
import { cameraWords } from "../../words/camera";
import { CameraSettings } from "./CameraSettings";
import css from "./Live.module.css";
import { usePictureInPicture } from "./picture";

type CameraEntry = Schemas["Camera"];

/** All cameras, one of them large. */
export function Live() {
  const t = cameraWords.value;
  const [chosen, setChosen] = useState<string | null>(null);
  const cameras = useResource(() => call("GET /api/cameras"), [], ["recording:started", "recording:ended"]);
  return (
    <Loaded resource={cameras} height="24rem">
      {({ cameras: all }) => {
        const shown = all.find((one) => one.name === chosen) ?? all[0];
        if (shown === undefined)
          return (
            <Empty icon={<VideoOff />} title={t.none}>
              {isAdmin.value && t.noneHint}
            </Empty>
          );
        return (
          <>
            {all.length > 1 && (
              <Segments
                label={t.choose}
                value={shown.name}
                options={all.map((one) => ({ value: one.name, label: one.title }))}
                onValue={setChosen}
              />
            )}
            <Large key={shown.name} camera={shown} reload={cameras.reload} />
            {all.length > 1 && <Others cameras={all.filter((one) => one !== shown)} choose={setChosen} />}
          </>
        );
      }}
    </Loaded>
  );
}

const SMALL_FPS = 2;

function Others({ cameras, choose }: { cameras: CameraEntry[]; choose: (name: string) => void }) {
  return (
    <ul class={css.others}>
      {cameras.map((one) => (
        <li key={one.name}>
          <button type="button" class={css.small} onClick={() => choose(one.name)}>
            <CameraView {...viewOf(one)} fps={SMALL_FPS} />
            <span>{one.title}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function viewOf(camera: CameraEntry) {
  const { name, title, rotation, flipHorizontal, flipVertical } = camera;
  return { camera: name, title, rotation, flipHorizontal, flipVertical };
}

function Large({ camera, reload }: { camera: CameraEntry; reload: () => void }) {
  const t = cameraWords.value;
  const frame = useRef<HTMLDivElement>(null);
  const [isSetting, setSetting] = useState(false);
  const pictureInPicture = usePictureInPicture(frame);
  const snapshot = async () => {
    const response = await request(`/api/cameras/${encodeURIComponent(camera.name)}/snapshot`);
    saveBlob(
      await response.blob(),
      `${camera.title} ${new Date().toISOString().slice(0, 19).replace("T", " ")}.jpg`,
    );
  };
  return (
    <section class={css.large} aria-label={camera.title}>
      <div ref={frame} class={css.frame}>
        <CameraView {...viewOf(camera)} />
      </div>
      <div class={css.bar}>
        <strong class="truncate">{camera.title}</strong>
        <div class={css.buttons}>
          {isOperator.value && <Recorder camera={camera.name} />}
          <IconButton
            label={t.snapshot}
            kind="quiet"
            icon={<CameraIcon />}
            onClick={() => attempt(snapshot)}
          />
          {pictureInPicture && (
            <IconButton
              label={t.pictureInPicture}
              kind="quiet"
              icon={<PictureInPicture2 />}
              onClick={() => void pictureInPicture()}
            />
          )}
          {document.fullscreenEnabled && (
            <IconButton
              label={t.fullScreen}
              kind="quiet"
              icon={<Expand />}
              onClick={() => void frame.current?.requestFullscreen()}
            />
          )}
          {isAdmin.value && (
            <IconButton
              label={t.settings}
              kind="quiet"
              icon={<Settings2 />}
              onClick={() => setSetting(true)}
            />
          )}
        </div>
      </div>
      {isSetting && <CameraSettings camera={camera.name} saved={reload} onClose={() => setSetting(false)} />}
    </section>
  );
}

/** Begins and ends a recording; says how long it has been going on. */
function Recorder({ camera }: { camera: string }) {
  const t = cameraWords.value;
  const path = { camera };
  const newest = useResource(
    () => call("GET /api/recordings", { query: { camera, limit: 1 } }),
    [camera],
    ["recording:started", "recording:ended"],
  );
  const [now, setNow] = useState(Date.now());
  const [latest] = newest.data?.recordings ?? [];
  const running = latest?.endedAt === null ? latest : null;
  useEffect(() => {
    if (running === null) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  if (running)
    return (
      <Button
        size="small"
        icon={<Square />}
        title={t.stopRecording}
        onClick={() =>
          attempt(() => call("POST /api/cameras/{camera}/record/stop", { path }), t.recordingEnded)
        }
      >
        {t.recording(duration(Math.max(0, (now - new Date(running.startedAt).getTime()) / 1000)))}
      </Button>
    );
  return (
    <Button
      size="small"
      icon={<Circle />}
      onClick={() =>
        attempt(() => call("POST /api/cameras/{camera}/record/start", { path, body: {} }), t.recordingStarted)
      }
    >
      {t.record}
    </Button>
  );
}
