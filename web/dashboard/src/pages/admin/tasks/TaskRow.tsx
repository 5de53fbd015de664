import { Ban, CircleCheck, CircleX, Clock, LoaderCircle } from "lucide-preact";
import { Button } from "../../../design/Button";
import { Meter } from "../../../design/Meter";
import { attempt } from "../../../design/Toast";
import { ago, duration, number, percent } from "../../../lib/format";
import { call } from "../../../link/http";
import { taskWords } from "../../../words/tasks";
import rows from "../Rows.module.css";
import css from "./Tasks.module.css";
import type { Task } from "./watch";

const ICONS = {
  QUEUED: Clock,
  RUNNING: LoaderCircle,
  FINISHED: CircleCheck,
  FAILED: CircleX,
  CANCELLED: Ban,
};

export function TaskRow({ task, changed }: { task: Task; changed: () => void }) {
  const t = taskWords.value;
  const operations: Record<string, string> = t.operations;
  const name = operations[task.operation] ?? task.operation;
  const isActive = task.status === "QUEUED" || task.status === "RUNNING";
  const Icon = ICONS[task.status];
  const cancel = async () => {
    await attempt(() => call("POST /api/tasks/{id}/cancel", { path: { id: task.id } }), t.cancelled);
    changed();
  };
  return (
    <li class={css.task} data-state={task.status}>
      <Icon class={css.icon} aria-hidden="true" />
      <div class={rows.what}>
        <span class={rows.name}>{name}</span>
        <span class="muted small">{factsOf(task).join(" · ")}</span>
        {task.status === "RUNNING" && (
          <div class={css.progress}>
            <Meter label={t.progress(name)} value={task.progress} />
            <span class="small">{percent(task.progress)}</span>
          </div>
        )}
        {task.error !== null && task.status !== "FINISHED" && <p class={css.error}>{task.error}</p>}
        {Object.keys(task.arguments).length > 0 && task.status === "FAILED" && (
          <details class="small">
            <summary>{t.ofWhat}</summary>
            <pre class={css.arguments}>{JSON.stringify(task.arguments, null, 2)}</pre>
          </details>
        )}
      </div>
      {isActive && (
        <Button size="small" onClick={cancel}>
          {t.cancel}
        </Button>
      )}
    </li>
  );
}

function factsOf(task: Task): string[] {
  const t = taskWords.value;
  const facts: string[] = [t.states[task.status]];
  if (task.status === "RUNNING" && task.message) facts.push(task.message);
  facts.push(ago(task.endedAt ?? task.startedAt ?? task.createdAt));
  if (task.startedAt && task.endedAt) {
    const seconds = (new Date(task.endedAt).getTime() - new Date(task.startedAt).getTime()) / 1000;
    facts.push(t.took(duration(seconds)));
  }
  if (task.attempts > 1) facts.push(t.attempt(number(task.attempts), number(task.maxAttempts)));
  return facts;
}
