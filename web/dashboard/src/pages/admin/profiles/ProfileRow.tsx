import { Copy, Pencil, Star, Trash2 } from "lucide-preact";
import { Button } from "../../../design/Button";
import { Menu } from "../../../design/Menu";
import { attempt, toast } from "../../../design/Toast";
import { celsius, number, percent } from "../../../lib/format";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { profileWords } from "../../../words/profiles";
import rows from "../Rows.module.css";
import css from "./Profiles.module.css";
import type { Profile } from "./profile";

interface ProfileRowProps {
  profile: Profile;
  edit: () => void;
  duplicate: () => void;
  changed: () => void;
}

export function ProfileRow({ profile, edit, duplicate, changed }: ProfileRowProps) {
  const t = profileWords.value;
  const path = { id: profile.id };
  const makeDefault = async () => {
    await attempt(
      () => call("PATCH /api/profiles/{id}", { path, body: { isDefault: true } }),
      t.madeDefault(profile.name),
    );
    changed();
  };
  const restore = async () => {
    await attempt(() => call("POST /api/trash/{id}/restore", { path }), t.restored(profile.name));
    changed();
  };
  const remove = async () => {
    if (await attempt(() => call("DELETE /api/profiles/{id}", { path })))
      toast.undo(t.deleted(profile.name), () => void restore());
    changed();
  };
  const reason = profile.isDefault ? t.defaultReason : null;
  return (
    <li>
      <div class={rows.what}>
        <span class={rows.name}>
          {profile.name}
          {profile.isDefault && <span class={rows.tag}>{t.isDefault}</span>}
        </span>
        {profile.description && <span>{profile.description}</span>}
        <span class={css.figures}>
          <span>{t.layer(number(profile.layerHeight, 2))}</span>
          <span>{t.infillShort(percent(profile.infill))}</span>
          <span>
            {celsius(profile.nozzleTemp)} / {celsius(profile.bedTemp)}
          </span>
          <span>{t.speed(number(profile.printSpeed))}</span>
          {profile.supports && <span>{t.withSupports}</span>}
        </span>
      </div>
      <div class={rows.actions}>
        <Button size="small" icon={<Pencil />} onClick={edit}>
          {common.value.edit}
        </Button>
        <Menu
          label={t.actions(profile.name)}
          items={[
            ...(profile.isDefault
              ? []
              : [{ label: t.makeDefault, icon: <Star />, run: () => void makeDefault() }]),
            { label: t.duplicate, icon: <Copy />, run: duplicate },
            {
              label: common.value.delete,
              icon: <Trash2 />,
              danger: true,
              disabledReason: reason,
              run: () => void remove(),
            },
          ]}
        />
      </div>
    </li>
  );
}
