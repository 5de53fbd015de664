import { Play } from "lucide-preact";
import { Link } from "wouter-preact";
import { IconButton } from "../../../design/Button";
import { bytes, clock, number } from "../../../lib/format";
import { isOperator } from "../../../state/session";
import { fileWords } from "../../../words/files";
import { FilePicture } from "../FilePicture";
import { analysisOf, isGcode, summary } from "../facts";
import type { ItemProps } from "./FileItems";
import css from "./FileItems.module.css";
import { FileMenu } from "./FileMenu";
import { SelectBox } from "./SelectBox";

/** A file as a row. */
export function FileRow({ file, isSelected, isSelecting, select, act, showsFolder }: ItemProps) {
  const t = fileWords.value;
  return (
    <li class={css.row} data-selected={isSelected || undefined} data-selecting={isSelecting || undefined}>
      {isOperator.value && <SelectBox file={file} isSelected={isSelected} select={select} />}
      <Link href={`/files/${file.id}`} class={css.rowLink} data-file={file.id}>
        <FilePicture file={file} class={css.thumb} />
        <span class={css.rowName}>
          <span class="truncate" title={file.originalName}>
            {file.originalName}
          </span>
          <span class={`${css.facts} truncate`} data-analysis={analysisOf(file)}>
            {[summary(file), showsFolder ? file.folder : ""].filter((part) => part !== "").join(" · ") ||
              t.kinds[file.fileType]}
          </span>
        </span>
        <span class={css.cell}>{t.kinds[file.fileType]}</span>
        <span class={css.cell}>{bytes(file.fileSize)}</span>
        <span class={css.cell}>{clock(file.createdAt)}</span>
        <span class={css.cell}>
          {file.lastResult === "FAILED"
            ? t.lastFailed
            : file.printCount > 0
              ? t.printed(number(file.printCount))
              : t.neverPrinted}
        </span>
      </Link>
      {isOperator.value && (
        <div class={css.rowTools}>
          {isGcode(file) && (
            <IconButton
              label={t.printName(file.originalName)}
              icon={<Play />}
              size="small"
              kind="quiet"
              onClick={() => act({ kind: "print", files: [file] })}
            />
          )}
          <FileMenu file={file} act={act} />
        </div>
      )}
    </li>
  );
}
