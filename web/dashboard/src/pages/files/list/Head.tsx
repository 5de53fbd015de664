import { ChevronRight, FolderPlus, FolderUp, Trash2, Upload } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { wantUploads } from "../../../app/DropHost";
import { Button } from "../../../design/Button";
import { Menu } from "../../../design/Menu";
import { isOperator } from "../../../state/session";
import { fileWords } from "../../../words/files";
import { ACCEPTED, pickedOf } from "../upload/dropped";
import { take } from "../upload/take";
import css from "./FileList.module.css";
import { NewFolder } from "./FolderDialogs";
import { addressOf, type Listing, pathOf } from "./listing";
import { TrashDialog } from "./TrashDialog";

/** Where one is, and what can be added there. */
export function Head({ listing, reload }: { listing: Listing; reload: () => void }) {
  const [dialog, setDialog] = useState<"folder" | "trash" | null>(null);
  const t = fileWords.value;
  const path = pathOf(listing.folder);
  const here = path.at(-1);
  return (
    <header class={css.head}>
      <nav class={css.path} aria-label={t.path}>
        {here !== undefined && (
          <>
            <Link href="/files">{t.title}</Link>
            {path.slice(0, -1).map((one) => (
              <span key={one.path} class={css.step}>
                <ChevronRight aria-hidden="true" />
                <Link href={addressOf({ folder: one.path })}>{one.name}</Link>
              </span>
            ))}
            <ChevronRight aria-hidden="true" />
          </>
        )}
        <h1>{here?.name ?? t.title}</h1>
      </nav>
      {isOperator.value && <Adding folder={listing.folder} open={setDialog} />}
      {dialog === "folder" && <NewFolder folder={listing.folder} close={() => setDialog(null)} />}
      {dialog === "trash" && <TrashDialog changed={reload} close={() => setDialog(null)} />}
    </header>
  );
}

function Adding({ folder, open }: { folder: string; open: (dialog: "folder" | "trash") => void }) {
  const files = useRef<HTMLInputElement>(null);
  const whole = useRef<HTMLInputElement>(null);
  const t = fileWords.value;
  const picked = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    wantUploads();
    take(pickedOf(input.files ?? []), folder);
    input.value = "";
  };
  return (
    <div class={css.adding}>
      <input
        ref={files}
        type="file"
        multiple
        accept={ACCEPTED}
        hidden
        onChange={picked}
        data-upload="files"
      />
      <input ref={whole} type="file" hidden onChange={picked} {...{ webkitdirectory: true }} />
      <Button kind="primary" icon={<Upload />} onClick={() => files.current?.click()}>
        {t.upload}
      </Button>
      <Menu
        label={t.more}
        items={[
          { label: t.uploadFolder, icon: <FolderUp />, run: () => whole.current?.click() },
          { label: t.newFolder, icon: <FolderPlus />, run: () => open("folder") },
          { label: t.trash, icon: <Trash2 />, run: () => open("trash") },
        ]}
      />
    </div>
  );
}
