import { Field, Select, Switch, TextArea } from "../../../design/Field";
import { number } from "../../../lib/format";
import { startWords } from "../../../words/start";
import type { FileFacts } from "../facts";
import { MOST_COPIES, type PrintOptions } from "./order";
import css from "./StartSheet.module.css";

/** What is seldom changed: behind a line that opens. */
export function Options({
  facts,
  value,
  onValue,
}: {
  facts: FileFacts;
  value: PrintOptions;
  onValue: (value: PrintOptions) => void;
}) {
  const t = startWords.value;
  const modes = ["default", "off", "layer", "layer_parked", "interval"] as const;
  const nozzle = facts.hotendTemperatures?.["0"];
  const set = (change: Partial<PrintOptions>) => onValue({ ...value, ...change });
  return (
    <details class={css.options}>
      <summary>{t.options}</summary>
      <div class={css.fields}>
        <Field
          label={t.copies}
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_COPIES}
          value={String(value.copies)}
          hint={value.copies > 1 ? t.copiesHint : null}
          onValue={(text) => set({ copies: between(text, 1, MOST_COPIES) ?? 1 })}
        />
        <div class={css.pair}>
          <Field
            label={t.hotend}
            type="number"
            inputMode="numeric"
            unit="°C"
            min={0}
            max={500}
            placeholder={nozzle === undefined ? "" : number(nozzle)}
            hint={t.fromFile}
            value={value.hotend === null ? "" : String(value.hotend)}
            onValue={(text) => set({ hotend: between(text, 0, 500) })}
          />
          <Field
            label={t.bed}
            type="number"
            inputMode="numeric"
            unit="°C"
            min={0}
            max={500}
            placeholder={facts.bedTemperature == null ? "" : number(facts.bedTemperature)}
            value={value.bed === null ? "" : String(value.bed)}
            onValue={(text) => set({ bed: between(text, 0, 500) })}
          />
        </div>
        <Select
          label={t.timelapse}
          value={value.timelapse ?? "default"}
          options={modes.map((mode) => ({ value: mode, label: t.timelapses[mode] }))}
          onValue={(mode) => set({ timelapse: mode === "default" ? null : mode })}
        />
        <TextArea label={t.notes} value={value.notes} maxLength={5000} onValue={(notes) => set({ notes })} />
        <Switch label={t.isPublic} checked={value.isPublic} onValue={(isPublic) => set({ isPublic })} />
      </div>
    </details>
  );
}

/** The number that was typed, within its bounds; null: none was. */
export function between(text: string, least: number, most: number): number | null {
  const value = Number(text.replace(",", "."));
  if (text.trim() === "" || Number.isNaN(value)) return null;
  return Math.min(Math.max(value, least), most);
}
