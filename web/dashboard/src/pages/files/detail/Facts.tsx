import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";
import { Panel } from "../../../design/Panel";
import { bytes, celsius, dateTime, duration, grams, money, number } from "../../../lib/format";
import { printerName } from "../../../state/printers";
import { filePageWords } from "../../../words/filePage";
import { extent, type FileFacts, isGcode, type StoredFile } from "../facts";
import { addressOf } from "../list/listing";
import { usePrediction } from "../prediction";
import css from "./FilePage.module.css";

/** The few figures that matter before anything else. */
export function Figures({ file, facts }: { file: StoredFile; facts: FileFacts }) {
  const t = filePageWords.value;
  const prediction = usePrediction(file, printerName.value).data;
  const figures: [string, string][] = [];
  if (facts.estimatedTime !== undefined) figures.push([t.duration, duration(facts.estimatedTime)]);
  if (facts.filamentWeight) figures.push([t.filament, grams(facts.filamentWeight)]);
  if (facts.layerCount !== undefined) figures.push([t.layers, number(facts.layerCount)]);
  if (isGcode(file) && prediction?.cost) figures.push([t.cost, money(prediction.cost, prediction.currency)]);
  if (!isGcode(file) && facts.boundingBox) figures.push([t.size, extent(facts.boundingBox.size)]);
  if (figures.length === 0) return null;
  return (
    <dl class={css.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="figure">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Everything else that is known of it. */
export function MoreFacts({ file, facts }: { file: StoredFile; facts: FileFacts }) {
  const t = filePageWords.value;
  const rows: [string, ComponentChildren][] = [
    ...(isGcode(file) ? gcodeRows(facts) : modelRows(facts)),
    [t.fileSize, bytes(file.fileSize)],
    [t.uploaded, dateTime(file.createdAt)],
    [
      t.folder,
      file.folder === "" ? t.noFolder : <Link href={addressOf({ folder: file.folder })}>{file.folder}</Link>,
    ],
  ];
  return (
    <Panel title={t.details} class={css.details}>
      <dl class={css.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Warnings warnings={facts.warnings ?? []} />
    </Panel>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <div>
      <h3 class="muted">{filePageWords.value.warnings}</h3>
      <ul class={css.warnings}>
        {warnings.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );
}

function gcodeRows(facts: FileFacts): [string, string][] {
  const t = filePageWords.value;
  const slicer = facts.metadata ?? {};
  const rows: [string, string | undefined][] = [
    [t.size, facts.boundingBox ? extent(facts.boundingBox.size) : undefined],
    [t.material, slicer.filamentTypes?.join(", ")],
    [t.filament, facts.filamentLength ? t.length(number(facts.filamentLength / 1000, 1)) : undefined],
    [t.layers, layers(facts)],
    [t.nozzle, heat(Object.values(facts.hotendTemperatures ?? {}))],
    [t.bed, heat([facts.bedTemperature])],
    [t.chamber, heat([facts.chamberTemperature])],
    [t.nozzleSize, slicer.nozzleDiameter ? `${number(slicer.nozzleDiameter, 1)} mm` : undefined],
    [t.slicer, [slicer.slicer, slicer.slicerVersion].filter(Boolean).join(" ")],
    [t.slicedFor, slicer.printer ?? undefined],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

function layers({ layerCount, metadata }: FileFacts): string | undefined {
  if (layerCount === undefined) return undefined;
  const height = metadata?.layerHeight;
  if (!height) return number(layerCount);
  return filePageWords.value.layersOf(number(layerCount), `${number(height, 2)} mm`);
}

function heat(values: readonly (number | null | undefined)[]): string | undefined {
  const known = values.filter((value) => value != null);
  return known.length === 0 ? undefined : known.map((value) => celsius(value)).join(", ");
}

function modelRows(facts: FileFacts): [string, string][] {
  const t = filePageWords.value;
  const rows: [string, string | undefined][] = [
    [t.volume, facts.volume === undefined ? undefined : `${number(facts.volume / 1000, 1)} cm³`],
    [t.triangles, facts.faces === undefined ? undefined : number(facts.faces)],
    [
      t.closed,
      facts.watertight === undefined
        ? undefined
        : facts.watertight
          ? t.closedYes
          : t.closedNo(number(facts.openEdges ?? 0)),
    ],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}
