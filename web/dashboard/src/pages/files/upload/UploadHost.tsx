import type { ReadonlySignal } from "@preact/signals";
import { FolderUp } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { toast } from "../../../design/Toast";
import { uploadWords } from "../../../words/uploads";
import { chosenOf, type Dropped } from "./dropped";
import { take } from "./take";
import css from "./UploadHost.module.css";
import { UploadPanel } from "./UploadPanel";
import { isUploading, targetFolder, uploads } from "./uploads";

/** The drop zone over the whole page, and the list of uploads. */
export default function UploadHost({ isOver }: { isOver: ReadonlySignal<boolean> }) {
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (isUploading.peek()) event.preventDefault();
    };
    addEventListener("beforeunload", leaving);
    return () => removeEventListener("beforeunload", leaving);
  }, []);
  const t = uploadWords.value;
  return (
    <>
      {isOver.value && (
        <div class={css.zone}>
          <div class={css.target}>
            <FolderUp aria-hidden="true" />
            <strong>{t.drop}</strong>
            <span>{targetFolder.value === "" ? t.dropKinds : t.dropInto(targetFolder.value)}</span>
          </div>
        </div>
      )}
      {uploads.value.length > 0 && <UploadPanel />}
    </>
  );
}

/** Uploads what was dropped on the page, into the folder that it shows. */
export async function takeDropped(dropped: readonly Dropped[]): Promise<void> {
  const target = targetFolder.peek();
  try {
    take(await chosenOf(dropped), target);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    toast.error(uploadWords.peek().unreadable);
  }
}
