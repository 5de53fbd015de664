import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Field, Select, Switch } from "../../design/Field";
import { Loaded, Notice } from "../../design/States";
import { toast } from "../../design/Toast";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { ApiError } from "../../link/errors";
import { call } from "../../link/http";
import { cameraWords } from "../../words/camera";
import { common } from "../../words/common";

interface CameraSettingsProps {
  camera: string;
  saved: () => void;
  onClose: () => void;
}

/** The settings of a camera; the server tries them before it stores them. */
export function CameraSettings({ camera, saved, onClose }: CameraSettingsProps) {
  const t = cameraWords.value;
  const path = { camera };
  const settings = useResource(() => call("GET /api/cameras/{camera}/settings", { path }), [camera]);
  const [changes, setChanges] = useState<Schemas["CameraSettingsInput"]>({});
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const save = async (force: boolean) => {
    setBusy(true);
    setError(null);
    try {
      await call("POST /api/cameras/{camera}/settings", { path, body: { ...changes, force } });
      toast.good(t.saved);
      saved();
      onClose();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t.settings}
      shape="sheet"
      onClose={onClose}
      actions={
        <>
          {error && <Button onClick={() => save(true)}>{t.saveAnyway}</Button>}
          <Button kind="primary" isBusy={isBusy} onClick={() => save(false)}>
            {common.value.save}
          </Button>
        </>
      }
    >
      {error && <Notice kind="error">{error}</Notice>}
      <p class="muted small">{t.tried}</p>
      <Loaded resource={settings}>
        {(data) => (
          <Fields settings={{ ...data, ...changes }} change={(one) => setChanges({ ...changes, ...one })} />
        )}
      </Loaded>
    </Dialog>
  );
}

interface FieldsProps {
  settings: Schemas["CameraSettingsInput"];
  change: (changes: Schemas["CameraSettingsInput"]) => void;
}

const ROTATIONS = [0, 90, 180, 270] as const;

function Fields({ settings, change }: FieldsProps) {
  const t = cameraWords.value;
  return (
    <>
      <Field
        label={t.name}
        value={settings.title ?? ""}
        onValue={(title) => change({ title: title || null })}
      />
      <Field
        label={t.source}
        hint={t.sourceHint}
        value={settings.source ?? ""}
        onValue={(source) => change({ source })}
      />
      <Field
        label={t.resolution}
        hint={t.resolutionHint}
        value={settings.resolution ?? ""}
        onValue={(resolution) => change({ resolution: resolution || null })}
      />
      <Field
        label={t.fps}
        type="number"
        min="1"
        max="30"
        value={settings.fps ?? ""}
        onValue={(fps) => change({ fps: Number(fps) })}
      />
      <Field
        label={t.quality}
        type="number"
        min="1"
        max="100"
        value={settings.quality ?? ""}
        onValue={(quality) => change({ quality: Number(quality) })}
      />
      <Select
        label={t.rotation}
        value={String(settings.rotation ?? 0)}
        options={ROTATIONS.map((one) => ({ value: String(one), label: `${one}°` }))}
        onValue={(value) => {
          const rotation = ROTATIONS.find((one) => String(one) === value);
          if (rotation !== undefined) change({ rotation });
        }}
      />
      <Switch
        label={t.flipHorizontal}
        checked={settings.flipHorizontal ?? false}
        onValue={(flipHorizontal) => change({ flipHorizontal })}
      />
      <Switch
        label={t.flipVertical}
        checked={settings.flipVertical ?? false}
        onValue={(flipVertical) => change({ flipVertical })}
      />
    </>
  );
}
