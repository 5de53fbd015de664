import { Check, Cpu, Info } from "lucide-preact";
import { Facts } from "../../design/Facts";
import { Empty } from "../../design/States";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { printer } from "../../state/printers";
import { setupWords } from "../../words/setup";
import css from "./Setup.module.css";

/** What the firmware is, what it can do, and what does not work reliably with it. */
export function FirmwareStep() {
  const t = setupWords.value;
  const { name, status } = printer.value;
  const firmware = status.value?.firmware ?? null;
  const reported = useResource(
    () => call("GET /api/printers/{printer}/firmware", { path: { printer: name } }),
    [name, firmware],
  ).data;
  if (firmware === null)
    return (
      <Empty icon={<Cpu />} title={t.noFirmware}>
        {t.noFirmwareHint}
      </Empty>
    );
  const limits = status.value?.firmwareLimits ?? [];
  const offered = Object.entries(reported?.capabilities ?? {}).filter(([, has]) => has);
  return (
    <>
      <div class={css.hero}>
        <p class={`${css.heroName} figure`}>{firmware}</p>
        {status.value?.firmwareFamily && <p class="muted">{t.family(status.value.firmwareFamily)}</p>}
      </div>
      <section class={css.part}>
        <h2>{t.limits}</h2>
        <ul class={css.points}>
          {limits.length === 0 && (
            <li>
              <Check aria-hidden="true" />
              {t.noLimits}
            </li>
          )}
          {limits.map((one) => (
            <li key={one}>
              <Info aria-hidden="true" />
              {one}
            </li>
          ))}
        </ul>
      </section>
      {offered.length > 0 && (
        <section class={css.part}>
          <h2>{t.capabilities}</h2>
          <ul class={css.tags}>
            {offered.map(([one]) => (
              <li key={one} class={css.tag}>
                {one.replaceAll("_", " ").toLowerCase()}
              </li>
            ))}
          </ul>
        </section>
      )}
      {reported !== null && Object.keys(reported.info).length > 0 && (
        <details class={css.part}>
          <summary>{t.details}</summary>
          <Facts facts={Object.entries(reported.info)} />
        </details>
      )}
    </>
  );
}
