import { Suspense } from "preact/compat";
import { Route, Switch } from "wouter-preact";
import { Page } from "../../design/Panel";
import { Skeleton } from "../../design/States";
import { Tabs } from "../../design/Tabs";
import { lazy } from "../../lib/lazy";
import { preferenceWords } from "../../words/preferences";
import { Device } from "./Device";

const parts = {
  account: lazy(() => import("./Account")),
  sessions: lazy(() => import("./Sessions")),
  keys: lazy(() => import("./Keys")),
  notifications: lazy(() => import("./Notifications")),
};
const names = Object.keys(parts) as (keyof typeof parts)[];

/** What everybody sets for themselves. */
export default function Preferences() {
  const t = preferenceWords.value;
  return (
    <Page title={t.title}>
      <Tabs
        label={t.title}
        tabs={[
          { href: "/settings", label: t.device },
          ...names.map((name) => ({ href: `/settings/${name}`, label: t[name] })),
        ]}
      />
      <Suspense fallback={<Skeleton height="16rem" />}>
        <Switch>
          {names.map((name) => (
            <Route key={name} path={`/settings/${name}`} component={parts[name]} />
          ))}
          <Route>
            <Device />
          </Route>
        </Switch>
      </Suspense>
    </Page>
  );
}
