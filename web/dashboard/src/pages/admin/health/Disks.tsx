import { Meter } from "../../../design/Meter";
import { Panel } from "../../../design/Panel";
import { bytes } from "../../../lib/format";
import { healthWords } from "../../../words/health";
import type { HealthState } from "./Health";
import css from "./Health.module.css";

type Disk = HealthState["disks"][number];

/** Free space, once for directories that share a disk. */
export function Disks({ disks }: { disks: readonly Disk[] }) {
  const t = healthWords.value;
  return (
    <Panel title={t.disks}>
      <ul class={css.disks}>
        {shared(disks).map(({ disk, names }) => {
          const label = names.map((name) => t.directories[name]).join(", ");
          const used = disk.totalBytes === 0 ? 0 : 100 * (1 - disk.freeBytes / disk.totalBytes);
          return (
            <li key={label}>
              <p class="muted">{label}</p>
              {disk.status === "unavailable" ? (
                <p class={css.bad}>{t.diskUnavailable}</p>
              ) : (
                <>
                  <p class={css.free}>
                    <span class="figure">{bytes(disk.freeBytes)}</span>{" "}
                    <span class="muted">{t.free(bytes(disk.totalBytes))}</span>
                  </p>
                  <Meter label={label} value={used} tone={disk.status === "ok" ? "muted" : "danger"} />
                </>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function shared(disks: readonly Disk[]): { disk: Disk; names: Disk["directory"][] }[] {
  const found = new Map<string, { disk: Disk; names: Disk["directory"][] }>();
  for (const disk of disks) {
    const key = `${disk.status} ${disk.freeBytes} ${disk.totalBytes}`;
    const entry = found.get(key);
    if (entry) entry.names.push(disk.directory);
    else found.set(key, { disk, names: [disk.directory] });
  }
  return [...found.values()];
}
