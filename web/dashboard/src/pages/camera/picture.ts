import type { RefObject } from "preact";

/** Saves a file that the page has made or fetched. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

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
