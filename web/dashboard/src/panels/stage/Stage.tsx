import { useResource } from "../../lib/resource";
import { kept } from "../../lib/store";
import { call } from "../../link/http";
import { printerName, printers } from "../../state/printers";
import { homeWords } from "../../words/home";
import { CameraView } from "../camera/CameraView";
import { Plate } from "./Plate";
import css from "./Stage.module.css";

type View = "camera" | "plate";

const view = kept<View>("stage", "camera");

/** The large picture of Home: the camera, or the plate with what is printed so far. */
export function Stage() {
  const t = homeWords.value;
  const camera = printers.value.find((one) => one.name === printerName.value)?.camera ?? null;
  const settings = useResource(
    async () => (camera === null ? null : await call("GET /api/cameras/{camera}", { path: { camera } })),
    [camera],
  );
  const shown: View = camera === null ? "plate" : view.value;
  return (
    <section class={css.stage} aria-label={t.view}>
      {shown === "camera" && camera !== null && settings.data ? (
        <CameraView
          camera={camera}
          title={settings.data.title}
          rotation={settings.data.rotation}
          flipHorizontal={settings.data.flipHorizontal}
          flipVertical={settings.data.flipVertical}
        />
      ) : (
        <Plate />
      )}
      {camera !== null && (
        <div class={css.choice}>
          {(["camera", "plate"] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={shown === one}
              onClick={() => {
                view.value = one;
              }}
            >
              {t[one]}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
