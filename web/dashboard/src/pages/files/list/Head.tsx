import { ChevronRight, Folder, FolderPlus, FolderUp, Upload } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { wantUploads } from "../../../app/DropHost";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Field } from "../../../design/Field";
import { Menu } from "../../../design/Menu";
import { isOperator } from "../../../state/session";
import { common } from "../../../words/common";
import { fileWords } from "../../../words/files";
import { ACCEPTED, folderBelow, pickedOf } from "../upload/dropped";
import { take } from "../upload/take";
import css from "./FileList.module.css";
import { addressOf, childrenOf, type Listing, pathOf } from "./listing";

/** Where one is, and what can be added there. */
export function Head({ listing }: { listing: Listing }) {
  const [isNaming, setNaming] = useState(false);
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
      {isOperator.value && <Adding folder={listing.folder} name={() => setNaming(true)} />}
      {isNaming && <NewFolder folder={listing.folder} close={() => setNaming(false)} />}
    </header>
  );
}

function Adding({ folder, name }: { folder: string; name: () => void }) {
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
        items={[
          { label: t.uploadFolder, icon: <FolderUp />, run: () => whole.current?.click() },
          { label: t.newFolder, icon: <FolderPlus />, run: name },
        ]}
      />
    </div>
  );
}

/** A folder is there as soon as a file lies in it: so this leads to where one can be dropped. */
function NewFolder({ folder, close }: { folder: string; close: () => void }) {
  const [name, setName] = useState("");
  const [, go] = useLocation();
  const t = fileWords.value;
  const create = (event: Event) => {
    event.preventDefault();
    const clean = name.trim().replace(/^\/+|\/+$/g, "");
    if (clean === "") return;
    close();
    go(addressOf({ folder: folderBelow(folder, clean) }));
  };
  return (
    <Dialog
      title={t.newFolder}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{common.value.cancel}</Button>
          <Button kind="primary" onClick={create}>
            {t.create}
          </Button>
        </>
      }
    >
      <form onSubmit={create}>
        <Field label={t.folderName} value={name} onValue={setName} maxLength={100} autoFocus />
      </form>
    </Dialog>
  );
}

/** The folders of this one. */
export function FolderItems({ listing, folders }: { listing: Listing; folders: readonly string[] }) {
  if (listing.search !== "" || listing.page > 1) return null;
  const inside = childrenOf(listing.folder, folders);
  if (inside.length === 0) return null;
  const t = fileWords.value;
  return (
    <ul class={css.folders} aria-label={t.folders}>
      {inside.map((name) => (
        <li key={name}>
          <Link
            href={addressOf({ ...listing, folder: folderBelow(listing.folder, name) })}
            class={css.folder}
            aria-label={t.into(name)}
          >
            <Folder aria-hidden="true" />
            <span class="truncate" title={name}>
              {name}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
