import { Box, FileCode2, LoaderCircle, TriangleAlert } from "lucide-preact";
import { Picture } from "../../design/Picture";
import { fileWords } from "../../words/files";
import css from "./FilePicture.module.css";
import { analysisOf, isGcode, type StoredFile } from "./facts";

/** The picture of a file; before it was analysed, or without one, a sign of what it is. */
export function FilePicture({
  file,
  class: extra = "",
  path = file.thumbnailUrl,
}: {
  file: StoredFile;
  class?: string | undefined;
  path?: string | null;
}) {
  return (
    <span class={`${css.well} ${extra}`}>
      <Picture path={path} alt="" class={css.inside} fallback={<Sign file={file} />} />
    </span>
  );
}

function Sign({ file }: { file: StoredFile }) {
  switch (analysisOf(file)) {
    case "pending":
      return <LoaderCircle class={css.turning} aria-label={fileWords.value.analysing} />;
    case "failed":
      return <TriangleAlert class={css.failed} aria-label={fileWords.value.notAnalysed} />;
    case "done":
      return isGcode(file) ? <FileCode2 aria-hidden="true" /> : <Box aria-hidden="true" />;
  }
}
