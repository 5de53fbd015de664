import { ArrowDown } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { clockSeconds, number } from "../../../lib/format";
import { terminalWords } from "../../../words/terminal";
import css from "./Lines.module.css";
import type { Gap, Line } from "./lines";

interface LinesProps {
  lines: readonly Line[];
  gaps: readonly Gap[];
  empty: string;
}

const NEAR_END_PX = 24;

/** The lines, the newest at the bottom; they stay where somebody has scrolled to. */
export function Lines({ lines, gaps, empty }: LinesProps) {
  const t = terminalWords.value;
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  useEffect(() => {
    if (follows) toEnd();
  }, [lines, follows]);
  return (
    <div class={css.frame}>
      <div
        ref={box}
        class={css.lines}
        role="log"
        aria-label={t.lines}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys
        tabIndex={0}
        onScroll={({ currentTarget: at }) =>
          setFollows(at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_END_PX)
        }
      >
        {lines.length === 0 && <p class="muted">{empty}</p>}
        {lines.map((line) => (
          <LineRow key={line.sequence} line={line} gap={gaps.find((one) => one.sequence === line.sequence)} />
        ))}
      </div>
      {!follows && (
        <div class={css.newest}>
          <Button size="small" icon={<ArrowDown />} onClick={toEnd}>
            {t.newest}
          </Button>
        </div>
      )}
    </div>
  );
}

function LineRow({ line, gap }: { line: Line; gap: Gap | undefined }) {
  const t = terminalWords.value;
  return (
    <>
      {gap && <p class={css.gap}>{t.lost(number(gap.lost))}</p>}
      <p class={css.line} data-direction={line.direction} data-kind={line.kind}>
        <time>{clockSeconds(new Date(line.timestamp))}</time>
        <span aria-hidden="true">{line.direction === "sent" ? "›" : "‹"}</span>
        <span>
          {line.text}
          {line.lines > 1 && <small> {t.sampled(number(line.lines))}</small>}
        </span>
      </p>
    </>
  );
}
