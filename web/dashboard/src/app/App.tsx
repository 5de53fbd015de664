import type { ComponentType } from "preact";
import { Suspense } from "preact/compat";
import { Route, Switch } from "wouter-preact";
import { Button } from "../design/Button";
import { Empty } from "../design/States";
import { Toasts } from "../design/Toast";
import { lazy } from "../lib/lazy";
import { identify, isAdmin, session } from "../state/session";
import { common } from "../words/common";
import { Boundary } from "./Boundary";
import { Shell } from "./Shell";

const SignIn = lazy(() => import("../pages/signIn/SignIn"));

const Public = lazy(() => import("../pages/public/Public"));
const Kiosk = lazy(() => import("../pages/kiosk/Kiosk"));
const Wall = lazy(() => import("../pages/wall/Wall"));
const Setup = lazy(() => import("../pages/setup/Setup"));

/** Everything: the visitors' page for whoever comes, and the rest for whoever is signed in. */
export function App() {
  return (
    <Switch>
      <Route path="/public/:id?">
        <Alone page={Public} />
      </Route>
      <Route>
        <Own />
      </Route>
    </Switch>
  );
}

/** The sign-in, the shell with its pages, and the pages that stand by themselves. */
function Own() {
  switch (session.value.kind) {
    case "unknown":
      return null;
    case "offline":
      return (
        <Empty
          title={common.value.offline}
          action={<Button onClick={() => void identify()}>{common.value.retry}</Button>}
        />
      );
    case "nobody":
      return <Alone page={SignIn} />;
    case "user":
      return (
        <>
          <Switch>
            {isAdmin.value && (
              <Route path="/setup/:step?">
                <Alone page={Setup} />
              </Route>
            )}
            <Route path="/kiosk">
              <Alone page={Kiosk} />
            </Route>
            <Route path="/wall">
              <Alone page={Wall} />
            </Route>
            <Route>
              <Shell />
            </Route>
          </Switch>
          <Toasts />
        </>
      );
  }
}

function Alone({ page: Page }: { page: ComponentType }) {
  return (
    <Boundary>
      <Suspense fallback={null}>
        <Page />
      </Suspense>
    </Boundary>
  );
}
