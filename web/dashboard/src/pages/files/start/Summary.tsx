import { celsius, clock, duration, grams, number } from "../../../lib/format";
import type { Schemas } from "../../../link/api";
import { startWords } from "../../../words/start";
import { FilePicture } from "../FilePicture";
import { factsOf, type StoredFile } from "../facts";
import css from "./StartSheet.module.css";

/** What is to be printed, and what it takes. */
export function Summary({
  file,
  sliced,
  outlook,
}: {
  file: StoredFile;
  sliced: Schemas["SlicedFile"] | undefined;
  outlook: Schemas["StartOutlook"] | null;
}) {
  const t = startWords.value;
  const facts = factsOf(sliced?.metadata ?? file.metadata);
  const seconds = sliced?.estimatedTime ?? facts.estimatedTime ?? null;
  const weight = sliced?.filamentUsage ?? facts.filamentWeight ?? null;
  const material = facts.metadata?.filamentTypes?.join(", ");
  const doneAt = seconds === null ? null : clock(new Date(Date.now() + seconds * 1000));
  const heat = [...Object.values(facts.hotendTemperatures ?? {}), facts.bedTemperature].filter(
    (value) => value !== undefined,
  );
  return (
    <div class={css.summary}>
      <FilePicture file={file} class={css.picture} />
      <div class={css.text}>
        <p class={css.name} title={file.originalName}>
          {file.originalName}
        </p>
        <dl class={css.figures}>
          <div>
            <dt>{t.estimated}</dt>
            <dd class="figure">{duration(seconds)}</dd>
          </div>
          {doneAt !== null && outlook?.starts && (
            <div>
              <dt>{t.doneAt}</dt>
              <dd class="figure">{doneAt}</dd>
            </div>
          )}
          {weight ? (
            <div>
              <dt>{[t.filament, material].filter(Boolean).join(" ")}</dt>
              <dd class="figure">{grams(weight)}</dd>
            </div>
          ) : null}
        </dl>
        <p class="muted small">
          {[
            facts.layerCount === undefined ? "" : `${number(facts.layerCount)} ${t.layers}`,
            heat.map((value) => celsius(value)).join(" / "),
          ]
            .filter((part) => part !== "")
            .join(" · ")}
        </p>
      </div>
    </div>
  );
}
