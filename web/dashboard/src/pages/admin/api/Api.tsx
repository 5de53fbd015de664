import { FileJson, Search } from "lucide-preact";
import { useMemo, useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Field, Select } from "../../../design/Field";
import { Panel } from "../../../design/Panel";
import { Empty, Loaded } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { downloadAnswer } from "../../../lib/download";
import { number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import { apiWords } from "../../../words/apiDocs";
import css from "./Api.module.css";
import { type ApiDocument, isFound, loadDocument, operationsOf } from "./document";
import { ErrorCodes } from "./ErrorCodes";
import { Events } from "./Events";
import { OperationItem } from "./OperationItem";

const MOST_SHOWN = 100;
const ERRORS = "#errors";
const EVENTS = "#events";

/** The documentation of the API, made from its OpenAPI document. */
export default function Api() {
  const document = useResource(loadDocument, []);
  return (
    <Loaded resource={document} height="30rem">
      {(data) => <Documentation document={data} />}
    </Loaded>
  );
}

function Documentation({ document }: { document: ApiDocument }) {
  const t = apiWords.value;
  const [search, setSearch] = useState("");
  const [group, setGroup] = useState(document.tags[0]?.name ?? ERRORS);
  const operations = useMemo(() => operationsOf(document), [document]);
  const groups = [
    ...document.tags.map(({ name }) => ({ value: name, label: name })),
    { value: EVENTS, label: t.events },
    { value: ERRORS, label: t.errors },
  ];
  const found = operations.filter((one) => (search === "" ? one.tags.includes(group) : isFound(one, search)));
  const title = search === "" ? groups.find((one) => one.value === group)?.label : t.found;
  return (
    <div class={css.page}>
      <div class={css.intro}>
        <p class="muted">{t.text}</p>
        <Button
          size="small"
          icon={<FileJson />}
          onClick={() => void attempt(() => downloadAnswer("/api/openapi.json", "openapi.json"))}
        >
          {t.document}
        </Button>
      </div>
      <Field
        label={t.search}
        hideLabel
        type="search"
        placeholder={t.search}
        value={search}
        onValue={setSearch}
      />
      <div class={css.columns}>
        <Groups groups={groups} chosen={search === "" ? group : null} choose={setGroup} />
        <Panel title={<span>{title}</span>} class={css.operations}>
          {search === "" && group === ERRORS && <ErrorCodes codes={document["x-error-codes"]} />}
          {search === "" && group === EVENTS && <Events document={document} />}
          {found.length > 0 && <p class="muted small">{t.count(number(found.length))}</p>}
          {search !== "" && found.length === 0 && <Empty icon={<Search />} title={t.noMatch} />}
          <ul>
            {found.slice(0, MOST_SHOWN).map((one) => (
              <OperationItem key={`${one.method} ${one.path}`} operation={one} document={document} />
            ))}
          </ul>
          {found.length > MOST_SHOWN && <p class="muted">{t.tooMany(number(MOST_SHOWN))}</p>}
        </Panel>
      </div>
    </div>
  );
}

interface GroupsProps {
  groups: readonly { value: string; label: string }[];
  /** Null while a search looks into all of them. */
  chosen: string | null;
  choose: (group: string) => void;
}

function Groups({ groups, chosen, choose }: GroupsProps) {
  const t = apiWords.value;
  return (
    <>
      <nav class={css.groups} aria-label={t.groups}>
        {groups.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            class={css.group}
            aria-pressed={value === chosen}
            onClick={() => choose(value)}
          >
            {label}
          </button>
        ))}
      </nav>
      {chosen !== null && (
        <div class={css.select}>
          <Select label={t.groups} hideLabel value={chosen} options={groups} onValue={choose} />
        </div>
      )}
    </>
  );
}
