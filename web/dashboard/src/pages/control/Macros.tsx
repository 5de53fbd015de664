import { Play, Star } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Panel } from "../../design/Panel";
import { Empty, Loaded } from "../../design/States";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { unavailable } from "../../state/orders";
import { printerName } from "../../state/printers";
import { controlWords } from "../../words/control";
import { MacroDialog } from "./MacroDialog";
import css from "./Macros.module.css";
import { runMacro } from "./macros";

type Macro = Schemas["Macro"];

/** The printer's macros in their groups, the favourites first. */
export default function Macros() {
  const t = controlWords.value;
  const printer = printerName.value;
  const [chosen, setChosen] = useState<Macro | null>(null);
  const macros = useResource(
    () => call("GET /api/printers/{printer}/macros", { path: { printer } }),
    [printer],
  );
  const run = (macro: Macro) => (macro.parameters.length > 0 ? setChosen(macro) : void runMacro(macro, {}));
  return (
    <Loaded resource={macros}>
      {(data) =>
        data.macros.length === 0 ? (
          <Empty title={t.noMacros}>{t.noMacrosHint}</Empty>
        ) : (
          <>
            {groupsOf(data.macros, t.favourites, t.ungrouped).map(([name, list]) => (
              <Panel key={name} title={name}>
                <ul class={css.macros}>
                  {list.map((one) => (
                    <Entry key={one.name} macro={one} run={() => run(one)} />
                  ))}
                </ul>
              </Panel>
            ))}
            {chosen && <MacroDialog macro={chosen} onClose={() => setChosen(null)} />}
          </>
        )
      }
    </Loaded>
  );
}

function Entry({ macro, run }: { macro: Macro; run: () => void }) {
  const t = controlWords.value;
  return (
    <li class={css.macro}>
      <div class={css.text}>
        <h3>
          {macro.favourite && <Star aria-hidden="true" />}
          {macro.name}
        </h3>
        {macro.description && <p>{macro.description}</p>}
        <p class="muted small">
          <code>{macro.commands.join(" · ")}</code>
        </p>
      </div>
      <Button
        icon={<Play />}
        disabledReason={unavailable("command")}
        aria-label={`${t.run}: ${macro.name}`}
        onClick={run}
      >
        {macro.parameters.length > 0 ? `${t.run} …` : t.run}
      </Button>
    </li>
  );
}

/** Favourites first, then the named groups, then the rest; a macro stands once. */
export function groupsOf(
  macros: readonly Macro[],
  favourites: string,
  rest: string,
): readonly (readonly [string, readonly Macro[]])[] {
  const groups = new Map<string, Macro[]>([[favourites, []]]);
  const others: Macro[] = [];
  for (const macro of macros) {
    if (macro.favourite) groups.get(favourites)?.push(macro);
    else if (macro.group === "") others.push(macro);
    else groups.set(macro.group, [...(groups.get(macro.group) ?? []), macro]);
  }
  return [...groups, [rest, others] as const].filter(([, list]) => list.length > 0);
}
