import { Download, FolderInput, Pencil, Play, Trash2 } from "lucide-preact";
import { Menu, type MenuItem } from "../../../design/Menu";
import { common } from "../../../words/common";
import { fileWords } from "../../../words/files";
import { isGcode, type StoredFile } from "../facts";
import type { Action } from "./Acting";

/** What else can be done with a file. */
export function FileMenu({ file, act }: { file: StoredFile; act: (action: Action) => void }) {
  const t = fileWords.value;
  const files = [file];
  const items: MenuItem[] = [
    { label: t.download, icon: <Download />, run: () => act({ kind: "download", files }) },
    { label: t.rename, icon: <Pencil />, run: () => act({ kind: "rename", files }) },
    { label: t.move, icon: <FolderInput />, run: () => act({ kind: "move", files }) },
    {
      label: common.value.delete,
      icon: <Trash2 />,
      danger: true,
      run: () => act({ kind: "delete", files }),
    },
  ];
  if (isGcode(file))
    items.unshift({ label: t.print, icon: <Play />, run: () => act({ kind: "print", files }) });
  return <Menu label={t.actions(file.originalName)} items={items} />;
}
