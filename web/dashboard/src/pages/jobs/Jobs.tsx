import { Suspense } from "preact/compat";
import { Route, Switch } from "wouter-preact";
import { Page } from "../../design/Panel";
import { Skeleton } from "../../design/States";
import { Tabs } from "../../design/Tabs";
import { lazy } from "../../lib/lazy";
import { jobWords } from "../../words/jobs";
import { History } from "./History";
import { Queue } from "./Queue";

const JobPage = lazy(() => import("./JobPage"));

export default function Jobs() {
  return (
    <Switch>
      <Route path="/jobs">
        <List>
          <Queue />
        </List>
      </Route>
      <Route path="/jobs/history">
        <List>
          <History />
        </List>
      </Route>
      <Route path="/jobs/:id">
        {({ id }) => (
          <Suspense fallback={<Skeleton height="30rem" />}>
            <JobPage id={id} />
          </Suspense>
        )}
      </Route>
    </Switch>
  );
}

function List({ children }: { children: preact.ComponentChildren }) {
  const t = jobWords.value;
  return (
    <Page title={t.title}>
      <Tabs
        label={t.title}
        tabs={[
          { href: "/jobs", label: t.queue },
          { href: "/jobs/history", label: t.history },
        ]}
      />
      {children}
    </Page>
  );
}
