import { VideoOff } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { cameraState, watchCamera } from "../../state/cameras";
import { cameraWords } from "../../words/camera";
import css from "./CameraView.module.css";

interface CameraViewProps {
  camera: string;
  title: string;
  /** Pictures a second at most. */
  fps?: number;
  rotation?: number;
  flipHorizontal?: boolean;
  flipVertical?: boolean;
}

/** What a camera shows, drawn as its pictures come; turned and flipped here, as its settings say. */
export function CameraView({
  camera,
  title,
  fps = 15,
  rotation = 0,
  flipHorizontal = false,
  flipVertical = false,
}: CameraViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hasPicture, setHasPicture] = useState(false);
  const { reason } = cameraState(camera);

  useEffect(() => {
    setHasPicture(false);
    let isDrawing = false;
    return watchCamera(camera, fps, async ({ jpeg }) => {
      const element = canvas.current;
      if (isDrawing || element === null) return; // the newest that can be drawn in time
      isDrawing = true;
      try {
        const picture = await createImageBitmap(jpeg);
        draw(element, picture, rotation, flipHorizontal, flipVertical);
        picture.close();
        setHasPicture(true);
      } catch {
        // A broken picture: the next one comes soon.
      } finally {
        isDrawing = false;
      }
    });
  }, [camera, fps, rotation, flipHorizontal, flipVertical]);

  const problem = reason.value;
  return (
    <div class={css.view}>
      <canvas ref={canvas} class={css.picture} role="img" aria-label={title} data-live={hasPicture} />
      {!hasPicture && (
        <p class={css.none}>
          {problem && <VideoOff aria-hidden="true" />}
          {problem ?? cameraWords.value.starting}
        </p>
      )}
      {hasPicture && problem && <p class={css.problem}>{problem}</p>}
    </div>
  );
}

function draw(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap,
  rotation: number,
  flipHorizontal: boolean,
  flipVertical: boolean,
): void {
  const isTurned = rotation % 180 !== 0;
  const width = isTurned ? picture.height : picture.width;
  const height = isTurned ? picture.width : picture.height;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) return;
  context.setTransform(1, 0, 0, 1, width / 2, height / 2);
  context.scale(flipHorizontal ? -1 : 1, flipVertical ? -1 : 1);
  context.rotate((rotation * Math.PI) / 180);
  context.drawImage(picture, -picture.width / 2, -picture.height / 2);
}
