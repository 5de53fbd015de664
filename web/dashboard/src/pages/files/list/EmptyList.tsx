import { FolderOpen, PackageOpen, SearchX } from "lucide-preact";
import { Link } from "wouter-preact";
import { Empty } from "../../../design/States";
import { isOperator } from "../../../state/session";
import { fileWords } from "../../../words/files";
import { addressOf, isEverywhere, type Listing } from "./listing";

/** What to do where there is nothing. */
export function EmptyList({ listing, hasFolders }: { listing: Listing; hasFolders: boolean }) {
  const t = fileWords.value;
  if (isEverywhere(listing) || listing.kind !== "all")
    return (
      <Empty
        icon={<SearchX />}
        title={t.nothingFound}
        action={<Link href={addressOf({ folder: listing.folder })}>{t.showAll}</Link>}
      >
        {t.nothingFoundText}
      </Empty>
    );
  if (hasFolders) return null;
  if (listing.folder !== "")
    return (
      <Empty icon={<FolderOpen />} title={t.emptyFolder}>
        {isOperator.value ? t.emptyFolderText : null}
      </Empty>
    );
  return (
    <Empty icon={<PackageOpen />} title={t.emptyTitle}>
      {isOperator.value ? t.emptyText : t.emptyViewer}
    </Empty>
  );
}
