import { Folder, Pencil, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { Menu } from "../../../design/Menu";
import { number } from "../../../lib/format";
import { useResource } from "../../../lib/resource";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { isOperator } from "../../../state/session";
import { common } from "../../../words/common";
import { fileWords } from "../../../words/files";
import { folderBelow } from "../upload/dropped";
import css from "./FileList.module.css";
import { DeleteFolder, RenameFolder } from "./FolderDialogs";
import { addressOf, childrenOf, isEverywhere, type Listing } from "./listing";

export interface FolderEntry {
  path: string;
  name: string;
  /** How many files are in it and in the folders below it. */
  files: number;
}

type Dialog = { kind: "rename" | "delete"; folder: FolderEntry };

/** The folders of the one that is shown. */
export function FolderItems({
  listing,
  folders,
  reload,
}: {
  listing: Listing;
  /** The paths of all. */
  folders: readonly string[];
  reload: () => void;
}) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const counts = useResource(async () => (await call("GET /api/folders")).folders, [folders.join("\n")]).data;
  if (isEverywhere(listing) || listing.page > 1) return null;
  const inside = childrenOf(listing.folder, folders).map((name) =>
    entryOf(folderBelow(listing.folder, name), name, counts ?? []),
  );
  if (inside.length === 0) return null;
  const done = () => {
    setDialog(null);
    reload();
  };
  return (
    <>
      <ul class={css.folders} aria-label={fileWords.value.folders}>
        {inside.map((one) => (
          <Item key={one.path} folder={one} listing={listing} open={setDialog} />
        ))}
      </ul>
      {dialog?.kind === "rename" && (
        <RenameFolder folder={dialog.folder} done={done} close={() => setDialog(null)} />
      )}
      {dialog?.kind === "delete" && (
        <DeleteFolder folder={dialog.folder} done={done} close={() => setDialog(null)} />
      )}
    </>
  );
}

function Item({
  folder,
  listing,
  open,
}: {
  folder: FolderEntry;
  listing: Listing;
  open: (dialog: Dialog) => void;
}) {
  const t = fileWords.value;
  return (
    <li class={css.folder}>
      <Link href={addressOf({ ...listing, folder: folder.path, page: 1 })} class={css.folderLink}>
        <Folder aria-hidden="true" />
        <span class="visually-hidden">{t.folder}</span>
        <span class="truncate" title={folder.name}>
          {folder.name}
        </span>
        {folder.files > 0 && <span class="muted small">{number(folder.files)}</span>}
      </Link>
      {isOperator.value && (
        <Menu
          label={t.actions(folder.name)}
          items={[
            { label: t.rename, icon: <Pencil />, run: () => open({ kind: "rename", folder }) },
            {
              label: common.value.delete,
              icon: <Trash2 />,
              danger: true,
              run: () => open({ kind: "delete", folder }),
            },
          ]}
        />
      )}
    </li>
  );
}

function entryOf(path: string, name: string, all: readonly Schemas["Folder"][]): FolderEntry {
  const below = all.filter((one) => one.path === path || one.path.startsWith(`${path}/`));
  return { path, name, files: below.reduce((sum, { files }) => sum + files, 0) };
}
