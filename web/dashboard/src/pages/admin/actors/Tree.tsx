import { Sparkline } from "../../../design/Sparkline";
import { number } from "../../../lib/format";
import { adminWords } from "../../../words/admin";
import css from "./Tree.module.css";
import type { ActorNode, ActorWatch } from "./watch";

interface TreeProps {
  watch: ActorWatch;
  root: ActorNode;
  chosen: string | null;
  choose: (path: string) => void;
}

export function Tree({ watch, root, chosen, choose }: TreeProps) {
  return (
    <ul class={css.tree}>
      <Branch node={root} {...{ watch, chosen, choose }} />
    </ul>
  );
}

type BranchProps = Omit<TreeProps, "root"> & { node: ActorNode };

function Branch({ node, watch, chosen, choose }: BranchProps) {
  return (
    <li class={css.branch}>
      <Node {...{ node, watch, chosen, choose }} />
      {node.children.length > 0 && (
        <ul class={css.children}>
          {node.children.map((child) => (
            <Branch key={child.path} node={child} {...{ watch, chosen, choose }} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Node({ node, watch, chosen, choose }: BranchProps) {
  const t = adminWords.value;
  const states: Record<string, string> = t.states;
  const rates = watch.rates.value.get(node.path) ?? [];
  const flash = watch.flashes.value.get(node.path) ?? 0;
  return (
    <button
      // A new key begins the flash again.
      key={flash}
      type="button"
      class={`${css.node} ${flash > 0 ? css.flash : ""}`}
      data-state={node.state}
      data-kind={node.kind}
      aria-pressed={chosen === node.path}
      onClick={() => choose(node.path)}
    >
      <span class={css.dot} aria-hidden="true" />
      <span class={css.name}>
        {node.name}
        <small>{node.state === "up" ? t.generationShort(number(node.generation)) : states[node.state]}</small>
      </span>
      <span class={css.rate}>
        <Sparkline values={rates} label={t.rate} />
        <small>{t.rateShort(number(rates.at(-1) ?? 0, 1))}</small>
      </span>
      <span class={css.figure}>
        {node.handlingP50Ms === null ? "–" : t.milliseconds(number(node.handlingP50Ms, 1))}
      </span>
      <span class={css.figure} data-high={node.mailboxDepth > 20}>
        {number(node.mailboxDepth)}
      </span>
      <span class={css.figure} data-high={node.restarts > 0}>
        {node.restarts > 0 ? `↻ ${number(node.restarts)}` : ""}
      </span>
    </button>
  );
}
