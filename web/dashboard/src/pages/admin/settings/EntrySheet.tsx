import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Marked } from "../../../design/Marked";
import { attempt, toast } from "../../../design/Toast";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { settingWords } from "../../../words/serverSettings";
import {
  changesOf,
  type FieldGroup,
  fieldKey,
  fieldValue,
  groupsOf,
  type TableField,
  type Values,
} from "./fields";
import css from "./Settings.module.css";
import { type Draft, draftOf, nameOf, type Schema } from "./schema";
import { ValueField } from "./ValueField";

const FORM = "table-entry";

interface EntrySheetProps {
  table: string;
  schema: Schema;
  /** Null: a new one. */
  entry: Values | null;
  onClose: () => void;
  changed: () => void;
}

/** All settings of a printer or a camera. */
export function EntrySheet({ table, schema, entry, onClose, changed }: EntrySheetProps) {
  const t = settingWords.value;
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map());
  const [invalid, setInvalid] = useState<string | null>(null);
  const groups = groupsOf(schema);
  const before = entry ?? {};
  const isPrinter = table === "printers";
  const save = async (event: Event) => {
    event.preventDefault();
    const found = changesOf(groups, before, drafts);
    setInvalid(found.invalid);
    if (found.invalid !== null) return;
    const body = { values: found.values };
    const isDone = await attempt(async () => {
      const answer =
        entry === null
          ? await call("POST /api/settings/{key}", { path: { key: table }, body })
          : await call("PATCH /api/settings/{table}/{name}", {
              path: { table, name: String(entry.name) },
              body,
            });
      toast.good(answer.needsRestart ? t.savedForLater : t.saved);
    });
    if (!isDone) return;
    changed();
    onClose();
  };
  const added = isPrinter ? t.addPrinter : t.addCamera;
  return (
    <Dialog
      shape="sheet"
      title={entry === null ? added : t.edit(String(entry.name))}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button kind="primary" type="submit" form={FORM}>
            {entry === null ? added : common.value.save}
          </Button>
        </>
      }
    >
      <form id={FORM} class={css.form} onSubmit={save} noValidate>
        {groups.map((group) => (
          <Group
            key={group.key}
            {...{ group, before, drafts, invalid }}
            isNew={entry === null}
            onDraft={(key, draft) => setDrafts(new Map(drafts).set(key, draft))}
          />
        ))}
      </form>
    </Dialog>
  );
}

interface GroupProps {
  group: FieldGroup;
  before: Values;
  drafts: ReadonlyMap<string, Draft>;
  invalid: string | null;
  isNew: boolean;
  onDraft: (key: string, draft: Draft) => void;
}

function Group({ group, before, drafts, invalid, isNew, onDraft }: GroupProps) {
  const fields = group.fields.map((field) => {
    const key = fieldKey(field);
    return (
      <ValueField
        key={key}
        shape={field.shape}
        label={field.name}
        hint={<Marked text={field.shape.schema.description} />}
        draft={drafts.get(key) ?? initial(before, field, isNew)}
        disabled={key === "name" && !isNew}
        isInvalid={invalid === key}
        onDraft={(draft) => onDraft(key, draft)}
      />
    );
  });
  if (group.key === null) return <>{fields}</>;
  return (
    <details class={css.group} open={group.fields.some((one) => fieldKey(one) === invalid)}>
      <summary lang="en">{nameOf(group.key)}</summary>
      <div class={css.form}>
        <p class="muted" lang="en">
          {group.description}
        </p>
        {fields}
      </div>
    </details>
  );
}

/** What is in force, or for a new one the defaults; its name is for the user to choose. */
function initial(before: Values, field: TableField, isNew: boolean): Draft {
  if (!isNew) return draftOf(fieldValue(before, field), field.shape);
  return fieldKey(field) === "name" ? "" : draftOf(field.shape.schema.default, field.shape);
}
