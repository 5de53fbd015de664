import { celsius, clock, duration, grams, money, number } from "../../../lib/format";
import { startWords } from "../../../words/start";
import { FilePicture } from "../FilePicture";
import { type FileFacts, heatOf, type StoredFile } from "../facts";
import type { Prediction } from "../prediction";
import css from "./StartSheet.module.css";

/** What is to be printed, and what it takes. */
export function Summary({
  file,
  facts,
  picture,
  startsNow,
  prediction,
}: {
  file: StoredFile;
  facts: FileFacts;
  /** Path of its picture; null: there is none. */
  picture: string | null;
  startsNow: boolean;
  /** What past prints say of it; null: nothing. */
  prediction: Prediction | null;
}) {
  const t = startWords.value;
  const seconds = prediction?.estimatedTime ?? facts.estimatedTime ?? null;
  const figures: [string, string][] = [[t.estimated, duration(seconds)]];
  if (seconds !== null && startsNow) figures.push([t.doneAt, clock(new Date(Date.now() + seconds * 1000))]);
  const material = facts.metadata?.filamentTypes?.join(", ");
  if (facts.filamentWeight)
    figures.push([[t.filament, material].filter(Boolean).join(" "), grams(facts.filamentWeight)]);
  if (prediction?.cost) figures.push([t.cost, money(prediction.cost, prediction.currency)]);
  const margin = prediction === null ? 0 : (prediction.timeRange.high - prediction.timeRange.low) / 2;
  const more = [
    margin >= 60 ? `± ${duration(margin)}` : "",
    facts.layerCount === undefined ? "" : t.layers(facts.layerCount, number(facts.layerCount)),
    heatOf(facts)
      .map((value) => celsius(value))
      .join(" / "),
  ];
  return (
    <div class={css.summary}>
      <FilePicture file={file} path={picture} class={css.picture} />
      <div class={css.text}>
        <p class={css.name} title={file.originalName}>
          {file.originalName}
        </p>
        <dl class={css.figures}>
          {figures.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="figure">{value}</dd>
            </div>
          ))}
        </dl>
        <p class="muted small">{more.filter((part) => part !== "").join(" · ")}</p>
      </div>
    </div>
  );
}
