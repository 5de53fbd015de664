import { Search, UserPlus } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";
import { Panel } from "../../../design/Panel";
import { Empty, Loaded } from "../../../design/States";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { userWords } from "../../../words/users";
import rows from "../Rows.module.css";
import { NewUser } from "./NewUser";
import { type Asked, UserDialogs } from "./UserDialogs";
import { UserRow } from "./UserRow";

export type User = Schemas["User"];

const PAGE = 50;
const MOST_A_PAGE = 100;

/** The accounts: who there is, what each may do, and what can be done with it. */
export default function Users() {
  const t = userWords.value;
  const [search, setSearch] = useState("");
  const [count, setCount] = useState(PAGE);
  const [isAdding, setAdding] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const users = useResource(() => loadUsers(search, count), [search, count]);
  return (
    <Panel
      title={t.title}
      aside={
        <Button size="small" kind="primary" icon={<UserPlus />} onClick={() => setAdding(true)}>
          {t.add}
        </Button>
      }
    >
      <Loaded resource={users} height="16rem">
        {({ list, total }) => (
          <>
            {(total > 8 || search !== "") && (
              <Field
                label={t.search}
                type="search"
                value={search}
                hideLabel
                placeholder={t.search}
                onValue={setSearch}
              />
            )}
            {list.length === 0 ? (
              <Empty icon={<Search />} title={t.noMatch} />
            ) : (
              <ul class={rows.rows}>
                {list.map((one) => (
                  <UserRow key={one.id} account={one} ask={setAsked} changed={users.reload} />
                ))}
              </ul>
            )}
            {total > list.length && <Button onClick={() => setCount(count + PAGE)}>{t.more}</Button>}
          </>
        )}
      </Loaded>
      {isAdding && <NewUser onClose={() => setAdding(false)} made={users.reload} />}
      {asked && <UserDialogs asked={asked} onClose={() => setAsked(null)} changed={users.reload} />}
    </Panel>
  );
}

async function loadUsers(search: string, count: number): Promise<{ list: User[]; total: number }> {
  const list: User[] = [];
  let total = 0;
  for (let page = 1; list.length < count; page += 1) {
    const limit = Math.min(count, MOST_A_PAGE);
    const answer = await call("GET /api/users", {
      query: { page, limit, ...(search === "" ? {} : { search }) },
    });
    list.push(...answer.users);
    total = answer.total;
    if (answer.users.length < limit) break;
  }
  return { list: list.slice(0, count), total };
}
