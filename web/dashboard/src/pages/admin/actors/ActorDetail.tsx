import { Bomb, RotateCcw } from "lucide-preact";
import { Button } from "../../../design/Button";
import { Facts } from "../../../design/Facts";
import { Notice } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { ago, duration, number } from "../../../lib/format";
import { call } from "../../../link/http";
import { adminWords } from "../../../words/admin";
import css from "./ActorDetail.module.css";
import type { ActorNode, ActorWatch } from "./watch";

/** One actor: its figures, its last failure, and what can be done with it. */
export function ActorDetail({ node, watch }: { node: ActorNode; watch: ActorWatch }) {
  const t = adminWords.value;
  const states: Record<string, string> = t.states;
  const strategies: Record<string, string> = t.strategies;
  const path = { path: node.path };
  const restart = async () => {
    await attempt(() => call("POST /api/admin/actors/{path}/restart", { path }), t.restartDone(node.path));
    await watch.refresh();
  };
  const crash = async () => {
    await attempt(() => call("POST /api/admin/actors/{path}/crash", { path }), t.crashed(node.path));
    await watch.refresh();
  };
  const ms = (value: number | null) => (value === null ? null : t.milliseconds(number(value, 2)));
  return (
    <div class={css.detail}>
      <Facts
        facts={[
          [
            node.kind === "supervisor" ? t.supervisor : t.worker,
            node.strategy ? strategies[node.strategy] : states[node.state],
          ],
          [t.generation, number(node.generation)],
          [t.restarts, number(node.restarts)],
          [t.uptime, node.uptimeSeconds === null ? null : duration(node.uptimeSeconds)],
          [t.retryIn, node.retryInSeconds === null ? null : duration(node.retryInSeconds)],
          [t.mailbox, number(node.mailboxDepth)],
          [t.handled, number(node.messagesHandled)],
          [t.median, ms(node.handlingP50Ms)],
          [t.slowest, ms(node.handlingP99Ms)],
          [t.handling, node.current?.label],
        ]}
      />
      {node.reason && <Notice>{node.reason}</Notice>}
      {node.lastFailure && (
        <Notice kind="warning">
          <strong>
            {t.lastFailure}, {ago(node.lastFailure.at)}
          </strong>
          <p>
            <code>
              {node.lastFailure.type}: {node.lastFailure.message}
            </code>
          </p>
          {node.lastFailure.traceback && (
            <details>
              <summary>{t.traceback}</summary>
              <pre class={css.traceback}>{node.lastFailure.traceback}</pre>
            </details>
          )}
        </Notice>
      )}
      <div class={css.actions}>
        <Button icon={<RotateCcw />} onClick={restart}>
          {t.restart}
        </Button>
        {node.mayCrash && (
          <Button kind="danger" icon={<Bomb />} title={t.crashHint} onClick={crash}>
            {t.crash}
          </Button>
        )}
      </div>
    </div>
  );
}
