import { ChevronRight, Download, FolderInput, Pencil, Play, RefreshCw, Trash2 } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { Button } from "../../../design/Button";
import { Menu } from "../../../design/Menu";
import { Empty, Loaded, Notice } from "../../../design/States";
import { attempt } from "../../../design/Toast";
import { useResource } from "../../../lib/resource";
import { call } from "../../../link/http";
import { isOperator } from "../../../state/session";
import { common } from "../../../words/common";
import { filePageWords } from "../../../words/filePage";
import { fileWords } from "../../../words/files";
import { analysisOf, factsOf, factsOfPlate, firstPlate, isGcode, type StoredFile } from "../facts";
import { Acting, type Action } from "../list/Acting";
import { addressOf, pathOf } from "../list/listing";
import { Figures, MoreFacts } from "./Facts";
import css from "./FilePage.module.css";
import { Prints } from "./Prints";
import { Slicing } from "./Slicing";
import { View } from "./View";

/** A file that is being analysed is looked at this often. */
const ASKED_EVERY_MS = 5000;

/** One file: what it looks like, what it takes, what came of it. */
export default function FilePage({ id }: { id: string }) {
  const resource = useResource(
    async () => (await call("GET /api/files/{id}", { path: { id } })).file,
    [id],
    ["file:processed", "file:deleted"],
  );
  // Its own events come to its owner only.
  const isPending = resource.data !== null && analysisOf(resource.data) === "pending";
  useEffect(() => {
    if (!isPending) return;
    const timer = setInterval(resource.reload, ASKED_EVERY_MS);
    return () => clearInterval(timer);
  }, [isPending]);
  const [action, setAction] = useState<Action["kind"] | null>(null);
  const [plate, setPlate] = useState<number | null>(null);
  const plateOf = (file: StoredFile) => plate ?? firstPlate(file);
  const [, go] = useLocation();
  if (resource.error?.status === 404)
    return (
      <Empty
        title={filePageWords.value.gone}
        action={<Link href="/files">{filePageWords.value.toFiles}</Link>}
      />
    );
  const done = (file: StoredFile) => {
    setAction(null);
    if (action === "delete") go(addressOf({ folder: file.folder }));
    else resource.reload();
  };
  return (
    <Loaded resource={resource} height="70vh">
      {(file) => (
        <div class={css.page}>
          <Path file={file} />
          <View file={file} plate={plateOf(file)} onPlate={setPlate} />
          <div class={css.side}>
            <h1 class={css.name}>{file.originalName}</h1>
            <Standing file={file} />
            <Figures file={file} facts={factsOfPlate(file, plateOf(file))} />
            {isOperator.value && <Actions file={file} act={setAction} reload={resource.reload} />}
            {!isGcode(file) && isOperator.value && <Slicing file={file} plate={plateOf(file)} />}
            {isGcode(file) && <MoreFacts file={file} facts={factsOfPlate(file, plateOf(file))} />}
          </div>
          <Prints file={file} />
          {!isGcode(file) && <MoreFacts file={file} facts={factsOfPlate(file, plateOf(file))} />}
          {action !== null && (
            <FileActing
              action={action}
              file={file}
              plate={plateOf(file)}
              done={() => done(file)}
              close={() => setAction(null)}
            />
          )}
        </div>
      )}
    </Loaded>
  );
}

function FileActing({
  action,
  file,
  plate,
  done,
  close,
}: {
  action: Action["kind"];
  file: StoredFile;
  plate: number | null;
  done: () => void;
  close: () => void;
}) {
  // The folders that there are come with any page of the list.
  const folders = useResource(
    async () => (await call("GET /api/files", { query: { limit: 1 } })).folders,
    [],
  ).data;
  return (
    <Acting
      action={{ kind: action, files: [file], plate }}
      folders={folders ?? []}
      done={done}
      close={close}
    />
  );
}

function Path({ file }: { file: StoredFile }) {
  return (
    <nav class={css.path} aria-label={fileWords.value.path}>
      <Link href="/files">{fileWords.value.title}</Link>
      {pathOf(file.folder).map((one) => (
        <span key={one.path}>
          <ChevronRight aria-hidden="true" />
          <Link href={addressOf({ folder: one.path })}>{one.name}</Link>
        </span>
      ))}
    </nav>
  );
}

/** That it is being analysed, or why that did not work. */
function Standing({ file }: { file: StoredFile }) {
  const t = filePageWords.value;
  switch (analysisOf(file)) {
    case "pending":
      return <Notice>{t.analysing}</Notice>;
    case "failed":
      return (
        <Notice kind="warning">
          {`${t.failed} ${factsOf(file.metadata).processingError}`}
          <div class="small">{t.failedHint}</div>
        </Notice>
      );
    case "done":
      return null;
  }
}

function Actions({
  file,
  act,
  reload,
}: {
  file: StoredFile;
  act: (kind: Action["kind"]) => void;
  reload: () => void;
}) {
  const t = fileWords.value;
  const again = async () => {
    const order = () => call("POST /api/files/{id}/analyze", { path: { id: file.id } });
    if (await attempt(order, filePageWords.peek().analysedAgain)) reload();
  };
  return (
    <div class={css.actions}>
      {isGcode(file) && (
        <Button kind="primary" icon={<Play />} onClick={() => act("print")}>
          {t.print}
        </Button>
      )}
      <Button icon={<Download />} onClick={() => act("download")}>
        {t.download}
      </Button>
      <Menu
        label={t.actions(file.originalName)}
        items={[
          { label: t.rename, icon: <Pencil />, run: () => act("rename") },
          { label: t.move, icon: <FolderInput />, run: () => act("move") },
          { label: filePageWords.value.analyseAgain, icon: <RefreshCw />, run: () => void again() },
          { label: common.value.delete, icon: <Trash2 />, danger: true, run: () => act("delete") },
        ]}
      />
    </div>
  );
}
