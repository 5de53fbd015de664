import { Plus, SlidersHorizontal } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Panel } from "../../../design/Panel";
import { Empty, Loaded } from "../../../design/States";
import { useResource } from "../../../lib/resource";
import { call } from "../../../link/http";
import { profileWords } from "../../../words/profiles";
import rows from "../Rows.module.css";
import { ProfileRow } from "./ProfileRow";
import { ProfileSheet } from "./ProfileSheet";
import { draftOf, NEW_PROFILE, type ProfileDraft } from "./profile";

/** How models are sliced. */
export default function Profiles() {
  const t = profileWords.value;
  const [edited, setEdited] = useState<{ id: string | null; draft: ProfileDraft } | null>(null);
  const profiles = useResource(() => call("GET /api/profiles"), []);
  const add = (
    <Button
      size="small"
      kind="primary"
      icon={<Plus />}
      onClick={() => setEdited({ id: null, draft: NEW_PROFILE })}
    >
      {t.add}
    </Button>
  );
  return (
    <Panel title={t.title} aside={add}>
      <p class="muted">{t.text}</p>
      <Loaded resource={profiles} height="16rem">
        {(data) =>
          data.profiles.length === 0 ? (
            <Empty icon={<SlidersHorizontal />} title={t.empty}>
              {t.emptyHint}
            </Empty>
          ) : (
            <ul class={rows.rows}>
              {data.profiles.map((one) => (
                <ProfileRow
                  key={one.id}
                  profile={one}
                  edit={() => setEdited({ id: one.id, draft: draftOf(one) })}
                  duplicate={() =>
                    setEdited({ id: null, draft: { ...draftOf(one), name: t.copyOf(one.name) } })
                  }
                  changed={profiles.reload}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {edited && (
        <ProfileSheet
          id={edited.id}
          initial={edited.draft}
          onClose={() => setEdited(null)}
          changed={profiles.reload}
        />
      )}
    </Panel>
  );
}
