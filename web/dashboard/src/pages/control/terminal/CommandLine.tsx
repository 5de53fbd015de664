import { SendHorizontal } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Notice } from "../../../design/States";
import { useResource } from "../../../lib/resource";
import { kept } from "../../../lib/store";
import type { Schemas } from "../../../link/api";
import { ApiError } from "../../../link/errors";
import { call } from "../../../link/http";
import { unavailable } from "../../../state/orders";
import { terminalWords } from "../../../words/terminal";
import css from "./CommandLine.module.css";

const REMEMBERED = 100;
const SUGGESTED = 6;

const history = kept<string[]>("terminal-history", []);

/** Sends a command; arrow keys bring back earlier ones, Tab takes a suggestion. */
export function CommandLine({ printer }: { printer: string }) {
  const t = terminalWords.value;
  const id = useId();
  const [text, setText] = useState("");
  const [place, setPlace] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<{ command: string; message: string } | null>(null);
  const known = useResource(
    () => call("GET /api/printers/{printer}/known-commands", { path: { printer } }),
    [printer],
  );
  const suggestions = suggestionsFor(text, known.data?.commands ?? []);

  const send = async (command: string, force = false) => {
    if (command.trim() === "") return;
    setText("");
    setPlace(null);
    setRefusal(null);
    history.value = [command, ...history.value.filter((one) => one !== command)].slice(0, REMEMBERED);
    try {
      await call("POST /api/printers/{printer}/command", {
        path: { printer },
        body: { command, force, wait: false },
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefusal({ command, message: error.message });
    }
  };
  const recall = (step: number) => {
    const next = Math.max(-1, Math.min(history.value.length - 1, (place ?? -1) + step));
    setPlace(next < 0 ? null : next);
    setText(next < 0 ? "" : (history.value[next] ?? ""));
  };
  const pressed = (event: KeyboardEvent) => {
    const [first] = suggestions;
    if (event.key === "ArrowUp") recall(1);
    else if (event.key === "ArrowDown") recall(-1);
    else if (event.key === "Tab" && first && !event.shiftKey && text !== "") setText(`${first.code} `);
    else return;
    event.preventDefault();
  };
  return (
    <div class={css.command}>
      {refusal && (
        <Notice
          kind="warning"
          action={
            <Button size="small" kind="danger" onClick={() => void send(refusal.command, true)}>
              {t.force}
            </Button>
          }
        >
          <code>{refusal.command}</code>: {refusal.message}
        </Notice>
      )}
      {suggestions.length > 0 && (
        <ul id={id} class={css.suggestions} aria-label={t.suggestions}>
          {suggestions.map((one) => (
            <li key={one.code}>
              <button type="button" class={css.suggestion} onClick={() => setText(`${one.code} `)}>
                <code>{one.code}</code>
                <span>{one.description}</span>
                <span class="muted">{one.parameters.map((parameter) => parameter.name).join(" ")}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void send(text);
        }}
      >
        <input
          class={css.input}
          aria-label={t.input}
          aria-controls={suggestions.length > 0 ? id : undefined}
          placeholder={t.placeholder}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={256}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={pressed}
        />
        <Button
          kind="primary"
          type="submit"
          icon={<SendHorizontal />}
          disabledReason={unavailable("command")}
        >
          {t.send}
        </Button>
      </form>
    </div>
  );
}

/** The known commands that begin with what is typed, or the one whose parameters are being typed. */
export function suggestionsFor(
  text: string,
  known: readonly Schemas["KnownCommand"][],
): readonly Schemas["KnownCommand"][] {
  const [code = ""] = text.trim().toUpperCase().split(/\s/);
  if (code === "") return [];
  if (/\s/.test(text.trimStart())) return known.filter((one) => one.code === code);
  return known.filter((one) => one.code.startsWith(code)).slice(0, SUGGESTED);
}
