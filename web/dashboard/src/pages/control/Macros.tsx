import { Play } from "lucide-preact";
import { Button } from "../../design/Button";
import { Panel } from "../../design/Panel";
import { Empty, Loaded } from "../../design/States";
import { attempt } from "../../design/Toast";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { unavailable } from "../../state/orders";
import { printerName } from "../../state/printers";
import { controlWords } from "../../words/control";
import css from "./Macros.module.css";

export default function Macros() {
  const t = controlWords.value;
  const printer = printerName.value;
  const macros = useResource(
    () => call("GET /api/printers/{printer}/macros", { path: { printer } }),
    [printer],
  );
  const run = (name: string) =>
    attempt(
      () => call("POST /api/printers/{printer}/macros/{name}", { path: { printer, name } }),
      t.sent(name),
    );
  return (
    <Loaded resource={macros}>
      {(data) =>
        data.macros.length === 0 ? (
          <Empty title={t.noMacros}>{t.noMacrosHint}</Empty>
        ) : (
          <Panel>
            <ul class={css.macros}>
              {data.macros.map((one) => (
                <li key={one.name} class={css.macro}>
                  <div>
                    <h3>{one.name}</h3>
                    <p class="muted small">
                      <code>{one.commands.join(" · ")}</code>
                    </p>
                  </div>
                  <Button
                    icon={<Play />}
                    disabledReason={unavailable("command")}
                    onClick={() => run(one.name)}
                  >
                    {t.run}
                  </Button>
                </li>
              ))}
            </ul>
          </Panel>
        )
      }
    </Loaded>
  );
}
