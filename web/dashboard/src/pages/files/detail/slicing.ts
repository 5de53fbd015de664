import { useEffect, useState } from "preact/hooks";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { socket } from "../../../link/socket";

type Task = Schemas["Task"];

const RUNNING: readonly Task["status"][] = ["QUEUED", "RUNNING"];

/** While no event comes, as after a lost connection, the task is asked for this often. */
const ASKED_EVERY_MS = 4000;

export function isRunning(task: Task): boolean {
  return RUNNING.includes(task.status);
}

/** The newest task that slices a file, as it goes on; null: there is none. */
export function useSliceTask(fileId: string): [Task | null, (task: Task) => void] {
  const [task, setTask] = useState<Task | null>(null);

  useEffect(() => {
    void newest(fileId).then((found) => setTask((known) => known ?? found));
    return socket.on("task:update", (changed) => {
      if (changed.operation !== "slice" || changed.arguments.fileId !== fileId) return;
      setTask((known) => (known === null || known.createdAt <= changed.createdAt ? changed : known));
    });
  }, [fileId]);

  const isOpen = task !== null && isRunning(task);
  useEffect(() => {
    if (!isOpen || task === null) return;
    const timer = setInterval(() => {
      void call("GET /api/tasks/{id}", { path: { id: task.id } }).then(
        (answer) => setTask(answer.task),
        () => undefined,
      );
    }, ASKED_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOpen, task?.id]);
  return [task, setTask];
}

/** One that is under way already, as after the page was loaded again. */
async function newest(fileId: string): Promise<Task | null> {
  const query = { operation: "slice", status: [...RUNNING], limit: 100 };
  const { tasks } = await call("GET /api/tasks", { query }).catch(() => ({ tasks: [] }));
  return tasks.find((one) => one.arguments.fileId === fileId) ?? null;
}
