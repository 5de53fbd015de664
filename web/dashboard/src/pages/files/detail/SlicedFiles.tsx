import { Download, Play, Rotate3d, Trash2 } from "lucide-preact";
import { Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { Button, IconButton } from "../../../design/Button";
import { Menu } from "../../../design/Menu";
import { Loaded } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { clock, duration, grams, number } from "../../../lib/format";
import { lazy } from "../../../lib/lazy";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { filePageWords } from "../../../words/filePage";
import { fileWords } from "../../../words/files";
import { download } from "../actions";
import type { StoredFile } from "../facts";
import css from "./FilePage.module.css";

const StartSheet = lazy(() => import("../start/StartSheet"));

type SlicedFile = Schemas["SlicedFile"];

/** G-code that was sliced from a model, the newest first. */
export function SlicedFiles({
  file,
  profiles,
  finished,
}: {
  file: StoredFile;
  profiles: readonly Schemas["Profile"][];
  /** The task that sliced last: then there is one more. */
  finished: string | null;
}) {
  const [printed, setPrinted] = useState<SlicedFile | null>(null);
  const [, go] = useLocation();
  const t = filePageWords.value;
  const resource = useResource(
    async () => (await call("GET /api/files/{id}/sliced", { path: { id: file.id } })).slicedFiles,
    [file.id, finished],
  );
  const remove = async (one: SlicedFile) => {
    const order = () => call("DELETE /api/sliced-files/{id}", { path: { id: one.id } });
    if (await attempt(order, t.deletedSliced)) resource.reload();
  };
  const nameOf = (one: SlicedFile) =>
    profiles.find(({ id }) => id === one.profileId)?.name ?? t.unknownProfile;
  return (
    <Loaded resource={resource} height="0">
      {(list) => (
        <>
          {list.length > 0 && (
            <ul class={css.sliced} aria-label={t.sliced}>
              {list.map((one) => (
                <li key={one.id} class={css.slicedRow}>
                  <div class={css.slicedText}>
                    <strong>{nameOf(one)}</strong>
                    <span class="muted small">
                      {[
                        duration(one.estimatedTime),
                        grams(one.filamentUsage),
                        `${number(one.layerHeight, 2)} mm`,
                        clock(one.createdAt),
                      ].join(" · ")}
                    </span>
                  </div>
                  <IconButton
                    label={t.show(nameOf(one))}
                    icon={<Rotate3d />}
                    size="small"
                    kind="quiet"
                    onClick={() => go(`/files/${file.id}?sliced=${one.id}`)}
                  />
                  <Button size="small" icon={<Play />} onClick={() => setPrinted(one)}>
                    {t.print}
                  </Button>
                  <Menu
                    label={t.slicedActions(nameOf(one))}
                    items={[
                      {
                        label: fileWords.value.download,
                        icon: <Download />,
                        run: () => void download(`/api/sliced-files/${one.id}/download`),
                      },
                      {
                        label: common.value.delete,
                        icon: <Trash2 />,
                        danger: true,
                        run: () => void remove(one),
                      },
                    ]}
                  />
                </li>
              ))}
            </ul>
          )}
          {printed !== null && (
            <Suspense fallback={null}>
              <StartSheet file={file} sliced={printed} onClose={() => setPrinted(null)} />
            </Suspense>
          )}
        </>
      )}
    </Loaded>
  );
}
