import { ListChecks } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Panel } from "../../../design/Panel";
import { Empty, Loaded } from "../../../design/States";
import { Segments } from "../../../design/Tabs";
import { taskWords } from "../../../words/tasks";
import rows from "../Rows.module.css";
import { TaskRow } from "./TaskRow";
import { type Filter, useTasks } from "./watch";

const FILTERS: readonly Filter[] = ["all", "active", "FAILED", "FINISHED"];
const PAGE = 30;

/** What the server does besides: live, with progress and errors. */
export default function Tasks() {
  const t = taskWords.value;
  const [filter, setFilter] = useState<Filter>("all");
  const [count, setCount] = useState(PAGE);
  const tasks = useTasks(filter, count);
  return (
    <Panel
      title={t.title}
      aside={
        <Segments
          label={t.filter}
          value={filter}
          options={FILTERS.map((value) => ({ value, label: t.filters[value] }))}
          onValue={(value) => {
            setFilter(value);
            setCount(PAGE);
          }}
        />
      }
    >
      <Loaded resource={tasks} height="20rem">
        {({ list, total }) =>
          list.length === 0 ? (
            <Empty icon={<ListChecks />} title={filter === "all" ? t.empty : t.emptyFilter}>
              {filter === "all" && t.emptyHint}
            </Empty>
          ) : (
            <>
              <ul class={rows.rows}>
                {list.map((task) => (
                  <TaskRow key={task.id} task={task} changed={tasks.reload} />
                ))}
              </ul>
              {total > list.length && <Button onClick={() => setCount(count + PAGE)}>{t.more}</Button>}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
