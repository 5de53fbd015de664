import { useEffect, useMemo, useState } from "preact/hooks";
import { Panel } from "../../../design/Panel";
import { Skeleton } from "../../../design/States";
import { percent } from "../../../lib/format";
import { printer } from "../../../state/printers";
import { adminWords } from "../../../words/admin";
import { ActorDetail } from "./ActorDetail";
import css from "./Actors.module.css";
import { Changes } from "./Changes";
import { Tree } from "./Tree";
import { ActorWatch, nodes } from "./watch";

/** The live supervision tree: each actor, how it is, and what happens when one fails. */
export default function Actors() {
  const t = adminWords.value;
  const watch = useMemo(() => new ActorWatch(), []);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => () => watch.end(), [watch]);
  const root = watch.root.value;
  if (root === null) return <Skeleton height="24rem" />;
  const node = nodes(root).find((one) => one.path === chosen) ?? null;
  return (
    <div class={css.actors}>
      <Panel title={t.tree} class={css.tree} aside={<PrintGoesOn />}>
        <p class="muted">{t.treeIntro}</p>
        <Tree watch={watch} root={root} chosen={chosen} choose={setChosen} />
      </Panel>
      <div class={css.side}>
        <Panel title={node?.path ?? t.worker}>
          {node ? <ActorDetail node={node} watch={watch} /> : <p class="muted">{t.select}</p>}
        </Panel>
        <Panel title={t.changes}>
          <Changes watch={watch} />
        </Panel>
      </div>
    </div>
  );
}

/** While actors come and go, the print does not notice. */
function PrintGoesOn() {
  const job = printer.value.status.value?.currentJob;
  if (job?.state !== "printing") return null;
  return <p class={css.print}>{adminWords.value.printGoesOn(percent(job.progress, 1), job.name)}</p>;
}
