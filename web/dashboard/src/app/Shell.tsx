import { Suspense } from "preact/compat";
import { Route, Switch } from "wouter-preact";
import { Skeleton } from "../design/States";
import { user } from "../state/session";
import { common } from "../words/common";
import { shell } from "../words/shell";
import { Boundary } from "./Boundary";
import { Connection } from "./Connection";
import { DropHost } from "./DropHost";
import { useFollowing } from "./following";
import { Navigation } from "./Navigation";
import { pagesOf } from "./pages";
import css from "./Shell.module.css";
import { TopBar } from "./TopBar";

/** What stands around every page for whoever is signed in. */
export function Shell() {
  const isKnown = useFollowing("shown");
  const role = user.value?.role ?? "VIEWER";
  return (
    <div class={css.shell}>
      <a class={css.skip} href="#content">
        {shell.value.skip}
      </a>
      <TopBar />
      <Navigation />
      <main id="content" class={css.content} tabIndex={-1}>
        <Connection />
        {isKnown && (
          <Suspense fallback={<Skeleton height="60vh" />}>
            <Switch>
              {pagesOf(role).map(({ path, pattern, component: Component }) => (
                <Route key={path} path={pattern ?? path}>
                  <Boundary>
                    <Component />
                  </Boundary>
                </Route>
              ))}
              <Route>
                <p>{common.value.notFound}</p>
                <a href="/">{common.value.toHome}</a>
              </Route>
            </Switch>
          </Suspense>
        )}
      </main>
      <DropHost />
    </div>
  );
}
