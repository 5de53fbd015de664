import { LayoutGrid, List, Search } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { IconButton } from "../../../design/Button";
import { Field, Select } from "../../../design/Field";
import { Segments } from "../../../design/Tabs";
import { common } from "../../../words/common";
import { fileWords } from "../../../words/files";
import type { View } from "./FileList";
import css from "./FileList.module.css";
import { type Kind, type Listing, results, type Sort } from "./listing";

/** The list follows the typing after this pause. */
const TYPING_MS = 250;

interface ToolbarProps {
  listing: Listing;
  show: (change: Partial<Listing>, replace?: boolean) => void;
  view: View;
  onView: (view: View) => void;
}

/** What is shown, in which order and how. */
export function Toolbar({ listing, show, view, onView }: ToolbarProps) {
  const t = fileWords.value;
  const kinds: Kind[] = ["all", "gcode", "models"];
  const sorts: Sort[] = ["date", "oldest", "name", "size"];
  return (
    <search class={css.toolbar}>
      <SearchField listing={listing} show={show} />
      <div class={css.filters}>
        <Segments
          label={t.type}
          value={listing.kind}
          options={kinds.map((value) => ({ value, label: t.types[value] }))}
          onValue={(kind) => show({ kind })}
        />

        <Select
          label={t.result}
          hideLabel
          value={listing.result}
          options={results.map((value) => ({ value, label: t.resultNames[value] }))}
          onValue={(result) => show({ result })}
        />

        <Select
          label={t.sort}
          hideLabel
          value={listing.sort}
          options={sorts.map((value) => ({ value, label: t.sorts[value] }))}
          onValue={(sort) => show({ sort })}
        />
      </div>
      <IconButton
        label={view === "grid" ? t.views.list : t.views.grid}
        icon={view === "grid" ? <List /> : <LayoutGrid />}
        onClick={() => onView(view === "grid" ? "list" : "grid")}
      />
    </search>
  );
}

function SearchField({ listing, show }: Pick<ToolbarProps, "listing" | "show">) {
  const [words, setWords] = useState(listing.search);
  useEffect(() => setWords(listing.search), [listing.search]);
  useEffect(() => {
    if (words === listing.search) return;
    const timer = setTimeout(() => show({ search: words }, listing.search !== ""), TYPING_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <div class={css.search}>
      <Search aria-hidden="true" />
      <Field
        label={common.value.search}
        hideLabel
        type="search"
        placeholder={common.value.search}
        value={words}
        onValue={setWords}
        maxLength={255}
      />
    </div>
  );
}
