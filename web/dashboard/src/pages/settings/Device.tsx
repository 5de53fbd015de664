import { type Theme, theme } from "../../app/theme";
import { Select } from "../../design/Field";
import { Panel } from "../../design/Panel";
import { Slider } from "../../design/Slider";
import { Segments } from "../../design/Tabs";
import { printerHue, setPrinterHue } from "../../state/hues";
import { printerName } from "../../state/printers";
import { chooseLanguage, language, languages } from "../../words/language";
import { preferenceWords } from "../../words/preferences";
import css from "./Preferences.module.css";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** How this device shows the page. */
export function Device() {
  const t = preferenceWords.value;
  const name = printerName.value;
  return (
    <Panel class={css.narrow}>
      <div class={css.row}>
        <span class="muted">{t.theme}</span>
        <Segments
          label={t.theme}
          value={theme.value}
          options={THEMES.map((one) => ({ value: one, label: t[one] }))}
          onValue={(value) => {
            theme.value = value;
          }}
        />
      </div>
      <Select
        label={t.language}
        value={language.value}
        options={Object.entries(languages).map(([value, label]) => ({
          value: value as keyof typeof languages,
          label,
        }))}
        onValue={chooseLanguage}
      />
      <div class={css.row}>
        <span class="muted">
          {t.hue}: <strong class={css.hue}>{name}</strong>
        </span>
        <Slider
          label={t.hue}
          min={0}
          max={359}
          value={printerHue.value}
          onInput={(hue) => setPrinterHue(name, hue)}
        />
        <p class="muted small">{t.hueHint}</p>
      </div>
    </Panel>
  );
}
