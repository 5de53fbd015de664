import { Select } from "../../../design/Field";
import { settingWords } from "../../../words/serverSettings";
import css from "./Settings.module.css";

interface CategoriesProps {
  categories: readonly string[];
  /** Those in which something is found. */
  groups: readonly string[];
  /** Null while a search looks into all of them. */
  chosen: string | null;
  choose: (category: string) => void;
}

/** The categories: a list beside the settings, or a choice above them where there is no room for it. */
export function Categories({ categories, groups, chosen, choose }: CategoriesProps) {
  const t = settingWords.value;
  const names: Record<string, string> = t.names;
  return (
    <>
      <nav class={css.categories} aria-label={t.categories}>
        {categories.map((one) => (
          <button
            key={one}
            type="button"
            class={css.category}
            aria-pressed={one === chosen}
            data-found={groups.includes(one)}
            onClick={() => choose(one)}
          >
            {names[one] ?? one}
          </button>
        ))}
      </nav>
      {chosen !== null && (
        <div class={css.select}>
          <Select
            label={t.categories}
            hideLabel
            value={chosen}
            options={categories.map((value) => ({ value, label: names[value] ?? value }))}
            onValue={choose}
          />
        </div>
      )}
    </>
  );
}
