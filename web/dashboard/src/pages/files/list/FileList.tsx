import { useEffect, useState } from "preact/hooks";
import { useLocation, useSearchParams } from "wouter-preact";
import { Loaded } from "../../../design/States";
import { useResource } from "../../../lib/resource";
import { kept } from "../../../lib/store";
import { call } from "../../../link/http";
import { targetFolder } from "../upload/uploads";
import { Acting, type Action } from "./Acting";
import { EmptyList } from "./EmptyList";
import { FileItems } from "./FileItems";
import css from "./FileList.module.css";
import { FolderItems } from "./FolderItems";
import { Head } from "./Head";
import { addressOf, childrenOf, isEverywhere, type Listing, listingOf, queryOf } from "./listing";
import { Pager } from "./Pager";
import { SelectionBar } from "./SelectionBar";
import { useSelection } from "./selection";
import { Toolbar } from "./Toolbar";

export type View = "grid" | "list";

const view = kept<View>("files.view", "grid");

/** The files: folders, pictures or rows, and what can be done with them. */
export default function FileList() {
  const [parameters] = useSearchParams();
  const [, go] = useLocation();
  const listing = listingOf(parameters);
  const resource = useResource(
    () => call("GET /api/files", { query: queryOf(listing) }),
    [addressOf(listing)],
    ["file:uploaded", "file:processed", "file:deleted"],
  );
  const shown = resource.data?.files ?? [];
  const selection = useSelection(shown);
  const [action, setAction] = useState<Action | null>(null);

  useEffect(() => {
    targetFolder.value = listing.folder;
    return () => {
      targetFolder.value = "";
    };
  }, [listing.folder]);
  useEffect(() => selection.clear(), [listing.folder, listing.search, listing.kind, listing.result]);

  const show = (change: Partial<Listing>, replace = false) =>
    go(addressOf({ ...listing, page: 1, ...change }), { replace });
  const act = (next: Action) => setAction(next);
  const done = () => {
    setAction(null);
    selection.clear();
    resource.reload();
  };
  return (
    <div class={css.page}>
      <Head listing={listing} reload={resource.reload} />
      <Toolbar
        listing={listing}
        show={show}
        view={view.value}
        onView={(chosen) => {
          view.value = chosen;
        }}
      />
      <Loaded resource={resource} height="60vh">
        {(data) => (
          <div class={css.content} data-loading={resource.isLoading || undefined}>
            <FolderItems listing={listing} folders={data.folders} reload={resource.reload} />
            {data.files.length === 0 ? (
              <EmptyList listing={listing} hasFolders={childrenOf(listing.folder, data.folders).length > 0} />
            ) : (
              <FileItems
                files={data.files}
                view={view.value}
                selection={selection}
                act={act}
                showsFolder={isEverywhere(listing)}
              />
            )}
            <Pager
              page={listing.page}
              pages={data.pages}
              total={data.total}
              show={(page) => show({ page })}
            />
          </div>
        )}
      </Loaded>
      <SelectionBar selection={selection} shown={shown} act={act} />
      {action && (
        <Acting
          action={action}
          folders={resource.data?.folders ?? []}
          done={done}
          close={() => setAction(null)}
        />
      )}
    </div>
  );
}
