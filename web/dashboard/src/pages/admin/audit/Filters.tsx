import { Button } from "../../../design/Button";
import { Field, Select } from "../../../design/Field";
import type { Schemas } from "../../../link/api";
import { auditWords } from "../../../words/audit";
import css from "./Audit.module.css";
import { type AuditFilter, KINDS, type Kind, NO_FILTER } from "./events";

interface FiltersProps {
  filter: AuditFilter;
  users: readonly Schemas["User"][];
  change: (changed: Partial<AuditFilter>) => void;
}

export function Filters({ filter, users, change }: FiltersProps) {
  const t = auditWords.value;
  const isEmpty = Object.values(filter).every((one) => one === "");
  return (
    <div class={css.filters}>
      <Select
        label={t.kind}
        value={filter.kind}
        options={[{ value: "", label: t.allKinds }, ...kindOptions()]}
        onValue={(kind) => change({ kind })}
      />
      <Select
        label={t.user}
        value={filter.userId}
        options={[
          { value: "", label: t.allUsers },
          ...users.map((one) => ({ value: one.id, label: one.username })),
        ]}
        onValue={(userId) => change({ userId })}
      />
      <Field
        label={t.from}
        type="date"
        value={filter.from}
        max={filter.to}
        onValue={(from) => change({ from })}
      />
      <Field label={t.to} type="date" value={filter.to} min={filter.from} onValue={(to) => change({ to })} />
      {!isEmpty && (
        <Button kind="quiet" onClick={() => change(NO_FILTER)}>
          {t.clear}
        </Button>
      )}
    </div>
  );
}

/** Each group as a whole, and where it has several kinds, those. */
function kindOptions(): { value: string; label: string }[] {
  const groups = Object.entries(auditWords.value.groups);
  return groups.flatMap(([group, label]) => {
    const kinds = KINDS.filter((one) => one.startsWith(`${group}.`));
    const each = kinds.map((one) => ({ value: one, label: `${label}: ${kindWord(one)}` }));
    return kinds.length > 1 ? [{ value: `${group}.`, label }, ...each] : each;
  });
}

/** "role changed" for `user.role_changed`. */
function kindWord(kind: Kind): string {
  return (kind.split(".")[1] ?? kind).replaceAll("_", " ");
}
