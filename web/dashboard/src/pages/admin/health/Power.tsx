import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Confirm } from "../../../design/Confirm";
import { Panel } from "../../../design/Panel";
import { Notice } from "../../../design/States";
import { call } from "../../../link/http";
import { healthWords } from "../../../words/health";
import rows from "../Rows.module.css";

const ORDERS = {
  restartServer: "POST /api/admin/server/restart",
  stopServer: "POST /api/admin/server/shutdown",
  reboot: "POST /api/admin/host/reboot",
  shutdown: "POST /api/admin/host/shutdown",
} as const;
type Order = keyof typeof ORDERS;
const NAMES = Object.keys(ORDERS) as Order[];

/** Restart and end of the server and of its computer. */
export function Power({ isPrinting }: { isPrinting: boolean }) {
  const t = healthWords.value;
  const [asked, setAsked] = useState<Order | null>(null);
  const endsPrint = asked === "reboot" || asked === "shutdown";
  return (
    <Panel title={t.power}>
      <ul class={rows.rows}>
        {NAMES.map((name) => (
          <li key={name}>
            <div class={rows.what}>
              <span class={rows.name}>{t[name]}</span>
              <span class="muted small">{t[`${name}Text`]}</span>
            </div>
            <Button
              size="small"
              kind={name === "restartServer" ? "normal" : "danger"}
              aria-label={`${t.verbs[name]}: ${t[name]}`}
              onClick={() => setAsked(name)}
            >
              {t.verbs[name]}
            </Button>
          </li>
        ))}
      </ul>
      {asked && (
        <Confirm
          title={t[asked]}
          action={t[asked]}
          good={t.ordered}
          run={() => call(ORDERS[asked], { body: { force: isPrinting } })}
          onClose={() => setAsked(null)}
        >
          <p>{t[`${asked}Text`]}</p>
          {isPrinting && (
            <Notice kind={endsPrint ? "error" : "info"}>{endsPrint ? t.printEnds : t.printGoesOn}</Notice>
          )}
        </Confirm>
      )}
    </Panel>
  );
}
