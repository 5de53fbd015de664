import type { RefObject } from "preact";

/** Shows the canvas of an element in a small window over all others; null where the browser cannot. */
export function usePictureInPicture(frame: RefObject<HTMLElement>): (() => Promise<void>) | null {
  if (!document.pictureInPictureEnabled || !("captureStream" in HTMLCanvasElement.prototype)) return null;
  return async () => {
    const canvas = frame.current?.querySelector("canvas");
    if (!canvas) return;
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = canvas.captureStream();
    await video.play();
    await video.requestPictureInPicture();
  };
}
