import { computed, signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { LinkButton } from "../../design/LinkButton";
import { Loaded, Notice } from "../../design/States";
import { Segments } from "../../design/Tabs";
import { attempt } from "../../design/Toast";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { CameraView } from "../../panels/camera/CameraView";
import { cameraState } from "../../state/cameras";
import { cameraWords } from "../../words/camera";
import { setupWords } from "../../words/setup";
import css from "./Setup.module.css";

const shown = signal<string | null>(null);

/** Whether the camera that is shown gives pictures. */
export const hasPicture = computed(() =>
  shown.value === null ? false : cameraState(shown.value).state.value === "live",
);

/** Shows the cameras that there are; without one, adds one. */
export function CameraStep() {
  const cameras = useResource(() => call("GET /api/cameras"), [], ["camera:state"]);
  return (
    <Loaded resource={cameras} height="18rem">
      {(data) => (data.cameras.length === 0 ? <AddCamera /> : <Cameras cameras={data.cameras} />)}
    </Loaded>
  );
}

function Cameras({ cameras }: { cameras: Schemas["Camera"][] }) {
  const camera = cameras.find((one) => one.name === shown.value) ?? (cameras[0] as Schemas["Camera"]);
  if (shown.peek() !== camera.name) shown.value = camera.name;
  return (
    <>
      {cameras.length > 1 && (
        <Segments
          label={cameraWords.value.choose}
          value={camera.name}
          options={cameras.map((one) => ({ value: one.name, label: one.title }))}
          onValue={(name) => {
            shown.value = name;
          }}
        />
      )}
      <div class={css.picture}>
        <CameraView
          camera={camera.name}
          title={camera.title}
          rotation={camera.rotation}
          flipHorizontal={camera.flipHorizontal}
          flipVertical={camera.flipVertical}
        />
      </div>
      <div class={css.row}>
        <LinkButton href="/camera" kind="quiet">
          {setupWords.value.cameraSettings}
        </LinkButton>
      </div>
    </>
  );
}

function AddCamera() {
  const t = setupWords.value;
  const [source, setSource] = useState("");
  const [isAdded, setAdded] = useState(false);
  if (isAdded) return <Notice kind="good">{t.cameraAdded}</Notice>;
  const add = async (event: Event) => {
    event.preventDefault();
    const body = { values: { name: "camera", url: source } };
    setAdded(await attempt(() => call("POST /api/settings/{key}", { path: { key: "cameras" }, body })));
  };
  return (
    <form class={css.form} onSubmit={(event) => void add(event)}>
      <p>{t.noCamera}</p>
      <Field label={t.source} hint={t.sourceHint} required value={source} onValue={setSource} />
      <div class={css.row}>
        <Button type="submit">{t.addCamera}</Button>
      </div>
    </form>
  );
}
