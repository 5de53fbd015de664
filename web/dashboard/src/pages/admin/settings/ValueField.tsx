import type { ComponentChildren } from "preact";
import { Field, Select, Switch, TextArea } from "../../../design/Field";
import { bytes } from "../../../lib/format";
import { settingWords } from "../../../words/serverSettings";
import type { Draft, Shape } from "./schema";

interface ValueFieldProps {
  shape: Shape;
  label: string;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  hint?: ComponentChildren;
  hideLabel?: boolean;
  disabled?: boolean;
  unit?: string | null;
  isInvalid?: boolean;
  /** Whether a secret has a value. */
  isSet?: boolean;
}

/** The right control for a value. */
export function ValueField(props: ValueFieldProps) {
  const { shape, label, draft, onDraft, disabled = false, hideLabel = false } = props;
  const t = settingWords.value;
  const error = props.isInvalid ? t.invalid : null;
  if (typeof draft === "boolean")
    return <Switch label={label} hint={props.hint} checked={draft} disabled={disabled} onValue={onDraft} />;
  const common = { label, hideLabel, error, value: draft };
  if (shape.kind === "choice")
    return <Choice {...common} hint={props.hint} shape={shape} disabled={disabled} onValue={onDraft} />;
  if (shape.kind === "lines" || shape.kind === "json") {
    const how = shape.kind === "lines" ? t.lines : t.json;
    const rows = Math.min(8, Math.max(2, draft.split("\n").length));
    return (
      <TextArea
        {...common}
        hint={props.hint ? [props.hint, " ", how] : how}
        rows={rows}
        disabled={disabled}
        onValue={onDraft}
      />
    );
  }
  return <Line {...props} draft={draft} error={error} />;
}

function Choice({
  shape,
  ...rest
}: {
  shape: Shape;
  label: string;
  hideLabel: boolean;
  error: string | null;
  value: string;
  hint?: ComponentChildren;
  disabled: boolean;
  onValue: (value: string) => void;
}) {
  const t = settingWords.value;
  const values = (shape.schema.enum ?? []).filter((one) => one !== null).map(String);
  const options = values.map((value) => ({ value, label: value }));
  return (
    <Select {...rest} options={shape.nullable ? [{ value: "", label: t.nothing }, ...options] : options} />
  );
}

function Line({ shape, label, draft, onDraft, error, ...props }: ValueFieldProps & { error: string | null }) {
  const t = settingWords.value;
  const units: Record<string, string> = t.units;
  const isNumber = shape.kind === "number";
  const size = props.unit === "bytes" && Number(draft) > 0 ? bytes(Number(draft)) : null;
  const example = shape.schema.examples?.[0];
  const secret = props.isSet ? t.secretSet : t.secretUnset;
  return (
    <Field
      label={label}
      hideLabel={props.hideLabel ?? false}
      hint={props.hint ?? size}
      error={error}
      disabled={props.disabled ?? false}
      value={draft as string}
      type={shape.kind === "secret" ? "password" : isNumber ? "number" : "text"}
      step={shape.schema.type === "integer" ? 1 : "any"}
      autocomplete={shape.kind === "secret" ? "new-password" : "off"}
      placeholder={shape.kind === "secret" ? secret : example === undefined ? "" : String(example)}
      {...(props.unit ? { unit: units[props.unit] ?? props.unit } : {})}
      onValue={onDraft}
    />
  );
}
