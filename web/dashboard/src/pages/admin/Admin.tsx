import { Suspense } from "preact/compat";
import { Route, Switch } from "wouter-preact";
import { LinkButton } from "../../design/LinkButton";
import { Page } from "../../design/Panel";
import { Skeleton } from "../../design/States";
import { Tabs } from "../../design/Tabs";
import { lazy } from "../../lib/lazy";
import { adminWords } from "../../words/admin";
import { Health } from "./health/Health";

const parts = {
  actors: lazy(() => import("./actors/Actors")),
  link: lazy(() => import("./link/LinkQuality")),
  users: lazy(() => import("./users/Users")),
  settings: lazy(() => import("./settings/Settings")),
  profiles: lazy(() => import("./profiles/Profiles")),
  tasks: lazy(() => import("./tasks/Tasks")),
  audit: lazy(() => import("./audit/Audit")),
  backups: lazy(() => import("./backups/Backups")),
  trash: lazy(() => import("./trash/Trash")),
  api: lazy(() => import("./api/Api")),
};
const names = Object.keys(parts) as (keyof typeof parts)[];

/** What administrators look after. */
export default function Admin() {
  const t = adminWords.value;
  return (
    <Page
      title={t.title}
      aside={
        <LinkButton href="/setup" kind="quiet" size="small">
          {t.setup}
        </LinkButton>
      }
    >
      <Tabs
        label={t.title}
        tabs={[
          { href: "/admin", label: t.overview },
          ...names.map((name) => ({ href: `/admin/${name}`, label: t[name] })),
        ]}
      />
      <Suspense fallback={<Skeleton height="20rem" />}>
        <Switch>
          {names.map((name) => (
            <Route key={name} path={`/admin/${name}`} component={parts[name]} />
          ))}
          <Route>
            <Health />
          </Route>
        </Switch>
      </Suspense>
    </Page>
  );
}
