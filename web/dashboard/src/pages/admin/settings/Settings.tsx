import { Search } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Confirm } from "../../../design/Confirm";
import { Field } from "../../../design/Field";
import { Panel } from "../../../design/Panel";
import { Empty, Loaded, Notice } from "../../../design/States";
import { Segments } from "../../../design/Tabs";
import { number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import { call } from "../../../link/http";
import { settingWords } from "../../../words/serverSettings";
import { Categories } from "./Categories";
import { type Setting, SettingRow } from "./SettingRow";
import css from "./Settings.module.css";
import { SettingTable } from "./SettingTable";

const FILTERS = ["all", "stored", "waiting"] as const;
type Filter = (typeof FILTERS)[number];

const FIRST = ["Printers", "Cameras"];

/** All settings: one category at a time, or whatever a search or filter finds in all of them. */
export default function Settings() {
  const settings = useResource(() => call("GET /api/settings"), []);
  return (
    <Loaded resource={settings} height="30rem">
      {(data) => <Found settings={data.settings} changed={settings.reload} />}
    </Loaded>
  );
}

function Found({ settings, changed }: { settings: readonly Setting[]; changed: () => void }) {
  const t = settingWords.value;
  const [search, setSearch] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const categories = [...new Set([...FIRST, ...settings.map((one) => one.category)])];
  const [category, setCategory] = useState(FIRST[0] ?? "");
  const isNarrowed = search !== "" || filter !== "all";
  const found = settings.filter((one) => matches(one, search) && passes(one, filter));
  const groups = categories.filter((one) => found.some((setting) => setting.category === one));
  const waiting = settings.filter(isWaiting).length;
  return (
    <div class={css.settings}>
      {waiting > 0 && <Waiting count={waiting} />}
      <div class={css.tools}>
        <Field
          label={t.search}
          hideLabel
          type="search"
          placeholder={t.search}
          value={search}
          onValue={setSearch}
        />
        <Segments
          label={t.filter}
          value={filter}
          options={FILTERS.map((value) => ({ value, label: t.filters[value] }))}
          onValue={setFilter}
        />
      </div>
      <div class={css.columns}>
        <Categories {...{ categories, groups }} chosen={isNarrowed ? null : category} choose={setCategory} />
        <div class={css.groups}>
          {groups.length === 0 && <Empty icon={<Search />} title={t.noMatch} />}
          {(isNarrowed ? groups : [category]).map((group) => (
            <Group
              key={group}
              title={group}
              settings={found.filter((one) => one.category === group)}
              changed={changed}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Group({
  title,
  settings,
  changed,
}: {
  title: string;
  settings: readonly Setting[];
  changed: () => void;
}) {
  const names: Record<string, string> = settingWords.value.names;
  const tables = settings.filter(isTable);
  const others = settings.filter((one) => !isTable(one));
  return (
    <>
      {tables.map((one) => (
        <SettingTable key={one.key} table={one} changed={changed} />
      ))}
      {others.length > 0 && (
        <Panel title={names[title] ?? title}>
          <ul class={css.list}>
            {others.map((one) => (
              <SettingRow key={one.key} setting={one} changed={changed} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

/** What was changed and waits for a restart. */
function Waiting({ count }: { count: number }) {
  const t = settingWords.value;
  const [isAsked, setAsked] = useState(false);
  return (
    <Notice
      kind="warning"
      action={
        <Button size="small" onClick={() => setAsked(true)}>
          {t.restart}
        </Button>
      }
    >
      {t.waiting(number(count))}
      {isAsked && (
        <Confirm
          title={t.restart}
          action={t.restart}
          good={t.restarting}
          run={() => call("POST /api/admin/server/restart", { body: { force: true } })}
          onClose={() => setAsked(false)}
        >
          <p>{t.restartText}</p>
        </Confirm>
      )}
    </Notice>
  );
}

function isTable(setting: Setting): boolean {
  return setting.key === "printers" || setting.key === "cameras";
}

function isWaiting(setting: Setting): boolean {
  return JSON.stringify(setting.value) !== JSON.stringify(setting.nextValue);
}

function passes(setting: Setting, filter: Filter): boolean {
  if (filter === "stored") return setting.isStored;
  return filter === "all" || isWaiting(setting);
}

function matches(setting: Setting, search: string): boolean {
  const text = `${setting.key} ${setting.key.replaceAll("_", " ")} ${setting.category} ${setting.description} ${setting.environment.join(" ")}`;
  const words = search.toLowerCase().split(/\s+/);
  return words.every((word) => text.toLowerCase().includes(word));
}
