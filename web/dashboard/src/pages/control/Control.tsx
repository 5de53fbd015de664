import { Suspense } from "preact/compat";
import { Route, Switch } from "wouter-preact";
import { Page } from "../../design/Panel";
import { Skeleton } from "../../design/States";
import { Tabs } from "../../design/Tabs";
import { lazy } from "../../lib/lazy";
import { controlWords } from "../../words/control";
import { Move } from "./Move";

const Macros = lazy(() => import("./Macros"));
const Mesh = lazy(() => import("./Mesh"));
const Terminal = lazy(() => import("./terminal/Terminal"));

export default function Control() {
  const t = controlWords.value;
  return (
    <Page title={t.title}>
      <Tabs
        label={t.title}
        tabs={[
          { href: "/control", label: t.move },
          { href: "/control/macros", label: t.macros },
          { href: "/control/terminal", label: t.terminal },
          { href: "/control/mesh", label: t.mesh },
        ]}
      />
      <Suspense fallback={<Skeleton height="20rem" />}>
        <Switch>
          <Route path="/control/macros" component={Macros} />
          <Route path="/control/terminal" component={Terminal} />
          <Route path="/control/mesh" component={Mesh} />
          <Route>
            <Move />
          </Route>
        </Switch>
      </Suspense>
    </Page>
  );
}
