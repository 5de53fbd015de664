import { useEffect, useMemo, useState } from "preact/hooks";
import { Field } from "../../../design/Field";
import { Panel } from "../../../design/Panel";
import { kept } from "../../../lib/store";
import { printerName } from "../../../state/printers";
import { terminalWords } from "../../../words/terminal";
import { CommandLine } from "./CommandLine";
import { Lines } from "./Lines";
import { Conversation, matcher } from "./lines";
import css from "./Terminal.module.css";

const QUIET_KINDS = ["temperature", "position", "poll", "stream", "busy"] as const;

const hidden = kept<string[]>("terminal-hidden", ["temperature", "position", "poll"]);

/** What is said to the firmware and by it, and a line to say something. */
export default function Terminal() {
  const t = terminalWords.value;
  const name = printerName.value;
  const [filter, setFilter] = useState("");
  const conversation = useMemo(() => new Conversation(name), [name]);
  useEffect(() => () => conversation.end(), [conversation]);

  const matches = matcher(filter);
  const shown = conversation.lines.value.filter(
    (line) => !hidden.value.includes(line.kind) && (matches?.(line.text) ?? true),
  );
  const toggle = (kind: string) => {
    hidden.value = hidden.value.includes(kind)
      ? hidden.value.filter((one) => one !== kind)
      : [...hidden.value, kind];
  };
  return (
    <Panel class={css.terminal}>
      <div class={css.filters}>
        <Field
          label={t.filter}
          hideLabel
          placeholder={t.filterHint}
          type="search"
          value={filter}
          error={matches === null ? t.wrongPattern : null}
          onValue={setFilter}
        />
        <fieldset class={css.kinds}>
          <legend class="visually-hidden">{t.show}</legend>
          {QUIET_KINDS.map((kind) => (
            <button
              key={kind}
              type="button"
              class={css.kind}
              aria-pressed={!hidden.value.includes(kind)}
              onClick={() => toggle(kind)}
            >
              {t.kinds[kind]}
            </button>
          ))}
        </fieldset>
      </div>
      <Lines
        lines={shown}
        gaps={conversation.gaps.value}
        empty={conversation.lines.value.length === 0 ? t.empty : t.nothing}
      />
      <CommandLine printer={name} />
    </Panel>
  );
}
