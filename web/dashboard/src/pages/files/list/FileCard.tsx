import { CircleX, Folder, Play } from "lucide-preact";
import { Link } from "wouter-preact";
import { IconButton } from "../../../design/Button";
import { isOperator } from "../../../state/session";
import { fileWords } from "../../../words/files";
import { FilePicture } from "../FilePicture";
import { analysisOf, isGcode, summary } from "../facts";
import type { ItemProps } from "./FileItems";
import css from "./FileItems.module.css";
import { FileMenu } from "./FileMenu";
import { SelectBox } from "./SelectBox";

/** A file as a picture with its name below. */
export function FileCard({ file, isSelected, isSelecting, select, act, showsFolder }: ItemProps) {
  const t = fileWords.value;
  const folder = showsFolder ? file.folder : "";
  return (
    <li class={css.card} data-selected={isSelected || undefined} data-selecting={isSelecting || undefined}>
      <Link href={`/files/${file.id}`} class={css.link} data-file={file.id}>
        <FilePicture file={file} class={css.picture} />
        <span class={css.name} title={file.originalName}>
          {file.originalName}
        </span>
        <span class={css.facts} data-analysis={analysisOf(file)}>
          {summary(file) || t.kinds[file.fileType]}
        </span>
        {file.lastResult === "FAILED" && (
          <span class={css.facts} data-analysis="failed">
            <CircleX aria-hidden="true" />
            {t.lastFailed}
          </span>
        )}
        {folder !== "" && (
          <span class={css.facts}>
            <Folder aria-hidden="true" />
            {folder}
          </span>
        )}
      </Link>
      <span class={css.kind}>{t.kinds[file.fileType]}</span>
      {isOperator.value && (
        <>
          <SelectBox file={file} isSelected={isSelected} select={select} />
          <div class={css.tools}>
            {isGcode(file) && (
              <IconButton
                label={t.printName(file.originalName)}
                icon={<Play />}
                size="small"
                onClick={() => act({ kind: "print", files: [file] })}
              />
            )}
            <FileMenu file={file} act={act} />
          </div>
        </>
      )}
    </li>
  );
}
