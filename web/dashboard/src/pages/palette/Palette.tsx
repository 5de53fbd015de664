import { Box, ListOrdered, PanelsTopLeft, Play, Zap } from "lucide-preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { printerName } from "../../state/printers";
import { isOperator } from "../../state/session";
import { paletteWords } from "../../words/palette";
import { type Command, commandsFor } from "./commands";
import css from "./Palette.module.css";

const ICONS = { page: PanelsTopLeft, file: Box, job: ListOrdered, macro: Play, order: Zap };
const SEARCH_AFTER_MS = 200;
const SHOWN = 5;

/** Everything by its name: pages, files, jobs, macros and orders. Enter does what the marked line says. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const t = paletteWords.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [, go] = useLocation();
  const commands = commandsFor(typed, useFound(typed), go);
  const marked = commands[Math.min(at, commands.length - 1)];
  useEffect(() => {
    dialog.current?.showModal();
    return () => dialog.current?.close();
  }, []);
  const run = (command: Command | undefined) => {
    if (command === undefined || command.isOff) return;
    onClose();
    command.run();
  };
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && commands.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, commands.length - 1) + step + commands.length) % commands.length);
    }
    if (event.key === "Enter" && !event.isComposing && !event.repeat) run(marked);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      class={css.palette}
      aria-label={t.title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <input
        class={css.input}
        role="combobox"
        aria-label={t.title}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={marked && `${id}-${commands.indexOf(marked)}`}
        placeholder={t.placeholder}
        autoComplete="off"
        spellcheck={false}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={pressed}
      />
      <div id={id} class={css.list} role="listbox" aria-label={t.results}>
        {commands.map((one, index) => (
          <Line
            key={one.key}
            id={`${id}-${index}`}
            command={one}
            isMarked={one === marked}
            onRun={() => run(one)}
          />
        ))}
      </div>
      {commands.length === 0 && (
        <p class={css.nothing} role="status">
          {t.nothing}
        </p>
      )}
    </dialog>
  );
}

interface LineProps {
  id: string;
  command: Command;
  isMarked: boolean;
  onRun: () => void;
}

function Line({ id, command, isMarked, onRun }: LineProps) {
  const t = paletteWords.value;
  const element = useRef<HTMLDivElement>(null);
  const Icon = ICONS[command.kind];
  useEffect(() => {
    if (isMarked) element.current?.scrollIntoView({ block: "nearest" });
  }, [isMarked]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
    <div
      ref={element}
      id={id}
      class={css.command}
      role="option"
      tabIndex={-1}
      aria-selected={isMarked}
      aria-disabled={command.isOff || undefined}
      onClick={onRun}
    >
      <Icon aria-hidden="true" />
      <span class={css.text}>
        <span class="truncate">{command.text}</span>
        {command.detail && <span class="muted small truncate">{command.detail}</span>}
      </span>
      <span class="muted small">{t[command.kind]}</span>
    </div>
  );
}

/** Files and jobs by a part of their names, and the printer's macros. */
function useFound(typed: string) {
  const [search, setSearch] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const name = printerName.value;
  const macros = useResource(
    async () =>
      isOperator.peek() ? call("GET /api/printers/{printer}/macros", { path: { printer: name } }) : null,
    [name],
  ).data;
  const found = useResource(async () => {
    if (search.length < 2) return { search, files: [], jobs: [] };
    const query = { search, limit: SHOWN };
    const [files, jobs] = await Promise.all([
      call("GET /api/files", { query }),
      call("GET /api/jobs", { query }),
    ]);
    return { search, files: files.files, jobs: jobs.jobs };
  }, [search]).data;
  const isOfNow = found?.search === typed.trim();
  return {
    files: isOfNow ? found.files : [],
    jobs: isOfNow ? found.jobs : [],
    macros: macros?.macros ?? [],
  };
}
