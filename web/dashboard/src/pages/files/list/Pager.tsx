import { ChevronLeft, ChevronRight } from "lucide-preact";
import { IconButton } from "../../../design/Button";
import { number } from "../../../lib/format";
import { fileWords } from "../../../words/files";
import css from "./FileList.module.css";
import { PAGE_SIZE } from "./listing";

/** Which part of a long list is shown; nothing where all of it is. */
export function Pager({
  page,
  pages,
  total,
  show,
}: {
  page: number;
  pages: number;
  total: number;
  show: (page: number) => void;
}) {
  if (pages <= 1) return null;
  const t = fileWords.value;
  const turn = (to: number) => {
    show(to);
    scrollTo({ top: 0 });
  };
  const last = Math.min(page * PAGE_SIZE, total);
  return (
    <nav class={css.pager} aria-label={t.pages}>
      <IconButton
        label={t.previous}
        icon={<ChevronLeft />}
        disabled={page <= 1}
        onClick={() => turn(page - 1)}
      />
      <span>{t.range(number((page - 1) * PAGE_SIZE + 1), number(last), number(total))}</span>
      <IconButton
        label={t.next}
        icon={<ChevronRight />}
        disabled={page >= pages}
        onClick={() => turn(page + 1)}
      />
    </nav>
  );
}
