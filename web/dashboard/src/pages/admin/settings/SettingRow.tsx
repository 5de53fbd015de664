import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Marked } from "../../../design/Marked";
import { attempt, toast } from "../../../design/Toast";
import { number } from "../../../lib/format";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { settingWords } from "../../../words/serverSettings";
import rows from "../Rows.module.css";
import css from "./Settings.module.css";
import { type Draft, draftOf, nameOf, type Schema, type Shape, shapeOf, valueIn } from "./schema";
import { ValueField } from "./ValueField";

export type Setting = Schemas["Setting"];

/** A setting: what it does, its value, what it would be otherwise, and why it cannot be changed. */
export function SettingRow({ setting, changed }: { setting: Setting; changed: () => void }) {
  const t = settingWords.value;
  const shape = shapeOf((setting.valueSchema ?? {}) as Schema);
  const name = nameOf(setting.key);
  return (
    <li id={setting.key} class={css.setting}>
      <div class={css.about}>
        <p class={rows.name}>
          {name}
          {setting.isStored && <span class={rows.tag}>{t.stored}</span>}
        </p>
        <p class="muted small">
          <Marked text={setting.description} />
        </p>
        <p class="muted small">
          <code>{setting.key}</code>
          {setting.changeable && shape.kind !== "secret" && ` · ${t.standard(shown(setting.default, shape))}`}
        </p>
      </div>
      {setting.changeable ? (
        <Control key={JSON.stringify(setting.nextValue)} {...{ setting, shape, name, changed }} />
      ) : (
        <div class={css.fixed}>
          <p class={css.value}>{shown(setting.value, shape)}</p>
          {setting.fixedBy && (
            <p class="muted small" lang="en">
              {t.fixed(setting.fixedBy)}
            </p>
          )}
        </div>
      )}
    </li>
  );
}

interface ControlProps {
  setting: Setting;
  shape: Shape;
  name: string;
  changed: () => void;
}

function Control({ setting, shape, name, changed }: ControlProps) {
  const t = settingWords.value;
  const before = draftOf(setting.nextValue, shape);
  const [draft, setDraft] = useState<Draft>(before);
  const [isInvalid, setInvalid] = useState(false);
  const isAtOnce = shape.kind === "switch" || shape.kind === "choice";
  const send = async (value: unknown) => {
    const isDone = await attempt(async () => {
      const answer = await call("PATCH /api/settings", { body: { values: { [setting.key]: value } } });
      toast.good(answer.needsRestart ? t.savedForLater : t.saved);
    });
    if (!isDone) setDraft(before);
    changed();
  };
  const save = (wanted: Draft) => {
    const found = valueIn(wanted, shape);
    setInvalid(found === null);
    if (found !== null) void send(found.value);
  };
  const isWaiting = JSON.stringify(setting.value) !== JSON.stringify(setting.nextValue);
  return (
    <form
      class={css.control}
      onSubmit={(event) => {
        event.preventDefault();
        save(draft);
      }}
    >
      <ValueField
        shape={shape}
        label={shape.kind === "switch" ? (draft ? t.on : t.off) : name}
        hideLabel
        draft={draft}
        unit={setting.unit}
        isInvalid={isInvalid}
        isSet={setting.value !== null}
        onDraft={(value) => {
          setDraft(value);
          setInvalid(false);
          if (isAtOnce) save(value);
        }}
      />
      {isWaiting && <p class={css.waiting}>{t.next(shown(setting.nextValue, shape))}</p>}
      <div class={rows.actions}>
        {!isAtOnce && draft !== before && (
          <>
            <Button size="small" kind="primary" type="submit">
              {common.value.save}
            </Button>
            <Button size="small" kind="quiet" onClick={() => setDraft(before)}>
              {common.value.cancel}
            </Button>
          </>
        )}
        {setting.isStored && draft === before && (
          <Button size="small" kind="quiet" onClick={() => void send(null)}>
            {t.toStandard}
          </Button>
        )}
      </div>
    </form>
  );
}

/** A value in words. */
export function shown(value: unknown, { kind }: Shape): string {
  const t = settingWords.value;
  if (value === null || value === undefined || value === "") return t.empty;
  if (kind === "switch") return value ? t.on : t.off;
  if (Array.isArray(value)) return value.length === 0 ? t.empty : value.map(String).join(", ");
  if (typeof value === "number") return number(value, Number.isInteger(value) ? 0 : 2);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
