import { Layers2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Field, Select } from "../../../design/Field";
import { Meter } from "../../../design/Meter";
import { Panel } from "../../../design/Panel";
import { Loaded, Notice } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { duration, grams, money, number, percent, sentence } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { printerName } from "../../../state/printers";
import { common } from "../../../words/common";
import { filePageWords } from "../../../words/filePage";
import type { StoredFile } from "../facts";
import { usePrediction } from "../prediction";
import { between } from "../start/Options";
import css from "./FilePage.module.css";
import { SlicedFiles } from "./SlicedFiles";
import { isRunning, useSliceTask } from "./slicing";

type Profile = Schemas["Profile"];
type Supports = "profile" | "with" | "without";

/** Making G-code of a model, and what was made. */
export function Slicing({ file, plate }: { file: StoredFile; plate: number | null }) {
  const t = filePageWords.value;
  const [task, setTask] = useSliceTask(file.id);
  const profiles = useResource(async () => (await call("GET /api/profiles")).profiles, []);
  const running = task !== null && isRunning(task);
  return (
    <Panel title={t.sliceTitle}>
      <Loaded resource={profiles} height="8rem">
        {(list) => (
          <>
            {running ? (
              <Progress task={task} />
            ) : (
              <Form file={file} plate={plate} profiles={list} onTask={setTask} />
            )}
            {task?.status === "FAILED" && (
              <Notice kind="error">{`${t.sliceFailed} ${task.error ?? ""}`}</Notice>
            )}
            <SlicedFiles
              file={file}
              profiles={list}
              finished={task?.status === "FINISHED" ? task.id : null}
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Progress({ task }: { task: Schemas["Task"] }) {
  const t = filePageWords.value;
  const cancel = () => attempt(() => call("POST /api/tasks/{id}/cancel", { path: { id: task.id } }));
  const words = task.status === "QUEUED" ? t.waits : (task.message ?? t.slicing);
  return (
    <div class={css.progress}>
      <p role="status">{words}</p>
      <span class="figure">{percent(task.progress)}</span>
      <Button size="small" onClick={() => void cancel()}>
        {common.value.cancel}
      </Button>
      <Meter label={t.slicing} value={task.progress} />
    </div>
  );
}

/** What a print of the model takes with a profile, roughly. */
function useAbout(file: StoredFile, profileId: string): string {
  const prediction = usePrediction(file, printerName.value, profileId || null).data;
  if (prediction === null) return "";
  const { estimatedTime, filamentUsage, cost, currency } = prediction;
  const parts = [duration(estimatedTime)];
  if (filamentUsage !== null) parts.push(grams(filamentUsage));
  if (cost !== null) parts.push(money(cost, currency));
  return sentence(filePageWords.value.about(parts.join(", ")));
}

function Form({
  file,
  plate,
  profiles,
  onTask,
}: {
  file: StoredFile;
  /** The one that is shown, of a project with several. */
  plate: number | null;
  profiles: readonly Profile[];
  onTask: (task: Schemas["Task"]) => void;
}) {
  const t = filePageWords.value;
  const [profileId, setProfileId] = useState(profiles[0]?.id ?? "");
  const [layerHeight, setLayerHeight] = useState("");
  const [infill, setInfill] = useState("");
  const [supports, setSupports] = useState<Supports>("profile");
  const [isBusy, setBusy] = useState(false);
  const about = useAbout(file, profileId);
  const chosen = profiles.find(({ id }) => id === profileId);

  const slice = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const settings: Schemas["SliceSettings"] = {};
    const height = between(layerHeight, 0.04, 1.5);
    const density = between(infill, 0, 100);
    if (height !== null) settings.layerHeight = height;
    if (density !== null) settings.infill = Math.round(density);
    if (supports !== "profile") settings.supports = supports === "with";
    const body = { profileId, settings, plate };
    await attempt(async () =>
      onTask((await call("POST /api/files/{id}/slice", { path: { id: file.id }, body })).task),
    );
    setBusy(false);
  };
  if (chosen === undefined) return <p class="muted">{t.noProfiles}</p>;
  return (
    <form class={css.slicing} onSubmit={slice}>
      <Select
        label={t.profile}
        value={profileId}
        options={profiles.map(({ id, name }) => ({ value: id, label: name }))}
        hint={[chosen.description, about].filter(Boolean).join(" ")}
        onValue={setProfileId}
      />
      <details class={css.adjust}>
        <summary>{t.adjust}</summary>
        <div class={css.adjusting}>
          <Field
            label={t.layerHeight}
            inputMode="decimal"
            unit="mm"
            placeholder={number(chosen.layerHeight, 2)}
            value={layerHeight}
            onValue={setLayerHeight}
          />
          <Field
            label={t.infill}
            inputMode="numeric"
            unit="%"
            placeholder={number(chosen.infill)}
            value={infill}
            onValue={setInfill}
          />
          <Select
            label={t.supports}
            value={supports}
            options={[
              { value: "profile", label: t.asProfile },
              { value: "with", label: t.with },
              { value: "without", label: t.without },
            ]}
            onValue={setSupports}
          />
        </div>
      </details>
      <Button kind="primary" type="submit" icon={<Layers2 />} isBusy={isBusy} wide>
        {t.slice}
      </Button>
    </form>
  );
}
