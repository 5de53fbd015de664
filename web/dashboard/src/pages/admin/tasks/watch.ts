import { useEffect, useState } from "preact/hooks";
import { type Resource, useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { socket } from "../../../link/socket";

export type Task = Schemas["Task"];
export type Filter = "all" | "active" | "FAILED" | "FINISHED";

interface TaskList {
  list: Task[];
  total: number;
}

const MOST_A_PAGE = 100;

/** The newest tasks, kept up to date by events; a task that is not among them yet loads the list again. */
export function useTasks(filter: Filter, count: number): Resource<TaskList> {
  const tasks = useResource(() => loadTasks(filter, count), [filter, count]);
  const [latest, setLatest] = useState<ReadonlyMap<string, Task>>(new Map());
  const known = tasks.data?.list;
  useEffect(
    () =>
      socket.on("task:update", (task) => {
        setLatest((before) => new Map(before).set(task.id, task));
        if (known !== undefined && !known.some((one) => one.id === task.id)) tasks.reload();
      }),
    [known],
  );
  useEffect(() => setLatest(new Map()), [tasks.data]);
  if (tasks.data === null) return tasks;
  const list = tasks.data.list.map((one) => latest.get(one.id) ?? one);
  return { ...tasks, data: { ...tasks.data, list } };
}

async function loadTasks(filter: Filter, count: number): Promise<TaskList> {
  const list: Task[] = [];
  let total = 0;
  for (let page = 1; list.length < count; page += 1) {
    const limit = Math.min(count, MOST_A_PAGE);
    const answer = await call("GET /api/tasks", { query: { page, limit, ...statusOf(filter) } });
    list.push(...answer.tasks);
    total = answer.total;
    if (answer.tasks.length < limit) break;
  }
  return { list: list.slice(0, count), total };
}

function statusOf(filter: Filter): { status?: Task["status"][] } {
  if (filter === "all") return {};
  return { status: filter === "active" ? ["QUEUED", "RUNNING"] : [filter] };
}
