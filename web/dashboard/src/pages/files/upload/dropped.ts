/** A file to upload, and the folder below the target that it came in; empty: none. */
export interface Chosen {
  file: File;
  folder: string;
}

/** What was chosen or dropped, without what no printer prints. */
export interface Choice {
  files: Chosen[];
  /** How many files of dropped folders were left out. */
  leftOut: number;
}

/** Something of a drop: an entry where the browser has those, which folders need. */
export type Dropped = FileSystemEntry | File;

/** How files end that folders are searched for. What is dropped by itself is left to the server to judge. */
const PRINTABLE = /\.(stl|obj|3mf|gcode|gco|g|bgcode|bgc)$/i;

export const ACCEPTED = ".stl,.obj,.3mf,.gcode,.gco,.g,.bgcode,.bgc";

/** All files of a drop, those of its folders too. */
export async function chosenOf(dropped: readonly Dropped[]): Promise<Choice> {
  const choice: Choice = { files: [], leftOut: 0 };
  for (const one of dropped) {
    if (one instanceof File) choice.files.push({ file: one, folder: "" });
    else if (isFile(one)) choice.files.push({ file: await fileOf(one), folder: "" });
    else await walk(one as FileSystemDirectoryEntry, one.name, choice);
  }
  return choice;
}

/** The files of a file picker, which tells the path of a whole folder's files with each. */
export function pickedOf(files: Iterable<File>): Choice {
  const choice: Choice = { files: [], leftOut: 0 };
  for (const file of files) {
    const folder = file.webkitRelativePath.split("/").slice(0, -1).join("/");
    if (folder === "" || isWanted(file.webkitRelativePath)) choice.files.push({ file, folder });
    else choice.leftOut += 1;
  }
  return choice;
}

async function walk(folder: FileSystemDirectoryEntry, path: string, choice: Choice): Promise<void> {
  const inside = await childrenOf(folder);
  inside.sort((one, other) => one.name.localeCompare(other.name));
  for (const entry of inside) {
    if (isFile(entry)) {
      if (isWanted(`${path}/${entry.name}`)) choice.files.push({ file: await fileOf(entry), folder: path });
      else choice.leftOut += 1;
    } else if (!entry.name.startsWith(".")) {
      await walk(entry as FileSystemDirectoryEntry, `${path}/${entry.name}`, choice);
    }
  }
}

/** Whether a file of a folder can be printed and is not hidden, as macOS's copies on foreign disks are. */
function isWanted(path: string): boolean {
  return PRINTABLE.test(path) && !path.split("/").some((part) => part.startsWith("."));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Browsers tell a hundred at a time, until there are none left. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** A folder below another, both as the API names them. */
export function folderBelow(target: string, folder: string): string {
  return [target, folder].filter((part) => part !== "").join("/");
}
