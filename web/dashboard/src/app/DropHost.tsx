import { signal } from "@preact/signals";
import { Suspense } from "preact/compat";
import { useEffect } from "preact/hooks";
import { lazy } from "../lib/lazy";
import { isOperator } from "../state/session";

const load = () => import("../pages/files/upload/UploadHost");
const UploadHost = lazy(load);

/** Browsers tell of a drag many times a second, but not always of its end. */
const DRAG_ENDS_MS = 700;

/** Whether anything was ever dragged here or uploaded: before that nothing of uploading is loaded. */
const isWanted = signal(false);
const isOver = signal(false);

/** Shows the list of uploads from now on. */
export function wantUploads(): void {
  isWanted.value = true;
}

/** Takes files that are dropped anywhere on the page. */
export function DropHost() {
  const isAllowed = isOperator.value;
  useEffect(() => (isAllowed ? listen() : undefined), [isAllowed]);
  if (!isAllowed || !isWanted.value) return null;
  return (
    <Suspense fallback={null}>
      <UploadHost isOver={isOver} />
    </Suspense>
  );
}

function listen(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    isWanted.value = true;
    isOver.value = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isOver.value = false;
    }, DRAG_ENDS_MS);
  };
  const drop = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    isOver.value = false;
    // They can be read only while the event is handled, so before anything is loaded.
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
    const dropped = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
    void load().then(({ takeDropped }) => takeDropped(dropped.filter((one) => one !== null)));
  };
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("dragover", over);
    document.removeEventListener("drop", drop);
  };
}
