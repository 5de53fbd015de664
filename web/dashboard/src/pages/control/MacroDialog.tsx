import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Field, Select } from "../../design/Field";
import type { Schemas } from "../../link/api";
import { common } from "../../words/common";
import { controlWords } from "../../words/control";
import { runMacro, type Values } from "./macros";

type Parameter = Schemas["MacroParameter"];

/** Asks for a macro's parameters before it is run. */
export function MacroDialog({ macro, onClose }: { macro: Schemas["Macro"]; onClose: () => void }) {
  const t = controlWords.value;
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(
      macro.parameters.flatMap((one) => (one.default === null ? [] : [[one.name, one.default]])),
    ),
  );
  const isComplete = macro.parameters.every(
    (one) => values[one.name] !== undefined && values[one.name] !== "",
  );
  const run = async () => {
    if (await runMacro(macro, values)) onClose();
  };
  return (
    <Dialog
      title={macro.name}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button kind="primary" disabled={!isComplete} onClick={run}>
            {t.run}
          </Button>
        </>
      }
    >
      {macro.description && <p>{macro.description}</p>}
      {macro.parameters.map((one) => (
        <ParameterField
          key={one.name}
          parameter={one}
          value={values[one.name]}
          change={(value) => setValues({ ...values, [one.name]: value })}
        />
      ))}
    </Dialog>
  );
}

interface ParameterFieldProps {
  parameter: Parameter;
  value: number | string | undefined;
  change: (value: number | string) => void;
}

function ParameterField({ parameter, value, change }: ParameterFieldProps) {
  const { type, label, choices, min, max, unit, maxLength } = parameter;
  if (type === "choice")
    return (
      <Select
        label={label}
        value={String(value ?? "")}
        options={choices.map((one) => ({ value: one, label: one }))}
        onValue={change}
      />
    );
  if (type === "number")
    return (
      <Field
        label={label}
        type="number"
        inputMode="decimal"
        step="any"
        unit={unit}
        {...(min === null ? {} : { min })}
        {...(max === null ? {} : { max })}
        value={value ?? ""}
        onValue={(text) => change(text === "" ? "" : Number(text))}
      />
    );
  return (
    <Field
      label={label}
      {...(maxLength === null ? {} : { maxLength })}
      value={value ?? ""}
      onValue={change}
    />
  );
}
