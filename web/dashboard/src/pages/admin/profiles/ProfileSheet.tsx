import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Field, Switch, TextArea } from "../../../design/Field";
import { attempt } from "../../../design/Toast";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { profileWords } from "../../../words/profiles";
import css from "./Profiles.module.css";
import { FIGURES, inputOf, type ProfileDraft } from "./profile";

const FORM = "profile";

interface ProfileSheetProps {
  /** Null: a new one. */
  id: string | null;
  initial: ProfileDraft;
  onClose: () => void;
  changed: () => void;
}

/** A profile, each field with what it does to a print. */
export function ProfileSheet({ id, initial, onClose, changed }: ProfileSheetProps) {
  const t = profileWords.value;
  const [draft, setDraft] = useState(initial);
  const [badLine, setBadLine] = useState<string | null>(null);
  const change = (part: Partial<ProfileDraft>) => setDraft((before) => ({ ...before, ...part }));
  const save = async (event: Event) => {
    event.preventDefault();
    const found = inputOf(draft);
    setBadLine("badLine" in found ? found.badLine : null);
    if ("badLine" in found) return;
    const body = found.input;
    const order = () =>
      id === null
        ? call("POST /api/profiles", { body })
        : call("PATCH /api/profiles/{id}", { path: { id }, body });
    if (!(await attempt(order, t.saved))) return;
    changed();
    onClose();
  };
  return (
    <Dialog
      shape="sheet"
      title={id === null ? t.add : t.edit(initial.name)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button kind="primary" type="submit" form={FORM}>
            {common.value.save}
          </Button>
        </>
      }
    >
      <form id={FORM} class={css.form} onSubmit={save}>
        <Field
          label={t.name}
          value={draft.name}
          required
          maxLength={100}
          onValue={(name) => change({ name })}
        />
        <Field
          label={t.description}
          value={draft.description}
          maxLength={500}
          onValue={(description) => change({ description })}
        />
        {FIGURES.map(({ key, ...limits }) => (
          <Field
            key={key}
            {...limits}
            label={t.fields[key]}
            hint={t.meanings[key]}
            type="number"
            step="any"
            required
            value={draft.figures[key]}
            onValue={(value) => change({ figures: { ...draft.figures, [key]: value } })}
          />
        ))}
        <Switch
          label={t.supports}
          hint={t.supportsText}
          checked={draft.supports}
          onValue={(supports) => change({ supports })}
        />
        <TextArea
          label={t.more}
          hint={t.moreText}
          error={badLine === null ? null : t.moreInvalid(badLine)}
          value={draft.more}
          rows={4}
          onValue={(more) => change({ more })}
        />
      </form>
    </Dialog>
  );
}
