import { PAGE_KEYS } from "../../app/pageKeys";
import { pagesOf } from "../../app/pages";
import { Dialog } from "../../design/Dialog";
import { user } from "../../state/session";
import { paletteWords } from "../../words/palette";
import { shell } from "../../words/shell";
import css from "./KeyHelp.module.css";

/** The keys of the page. */
export default function KeyHelp({ onClose }: { onClose: () => void }) {
  const t = paletteWords.value;
  const shown = new Set(pagesOf(user.value?.role ?? "VIEWER").map((one) => one.path));
  return (
    <Dialog title={t.keys} onClose={onClose}>
      <dl class={css.keys}>
        <Row keys={["Ctrl", "K"]} text={t.keyPalette} />
        <Row keys={["?"]} text={t.keyHelp} />
        <Row keys={["Esc"]} text={t.keyClose} />
      </dl>
      <h3>{t.keysGo}</h3>
      <dl class={css.keys}>
        {Object.entries(PAGE_KEYS)
          .filter(([, { path }]) => shown.has(path))
          .map(([letter, { name }]) => (
            <Row key={letter} keys={["g", letter]} text={shell.value[name]} then={t.keyThen} />
          ))}
      </dl>
    </Dialog>
  );
}

function Row({ keys, text, then = "+" }: { keys: readonly string[]; text: string; then?: string }) {
  return (
    <div>
      <dt>
        {keys.map((one, index) => (
          <span key={one}>
            {index > 0 && <span class="muted small"> {then} </span>}
            <kbd>{one}</kbd>
          </span>
        ))}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}
