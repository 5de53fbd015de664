import { Route, Switch } from "wouter-preact";
import { Page } from "../../design/Panel";
import { Tabs } from "../../design/Tabs";
import { cameraWords } from "../../words/camera";
import { Films } from "./Films";
import { Live } from "./Live";
import { Recordings } from "./Recordings";

export default function Camera() {
  const t = cameraWords.value;
  return (
    <Page title={t.title}>
      <Tabs
        label={t.title}
        tabs={[
          { href: "/camera", label: t.live },
          { href: "/camera/recordings", label: t.recordings },
          { href: "/camera/films", label: t.films },
        ]}
      />
      <Switch>
        <Route path="/camera/recordings" component={Recordings} />
        <Route path="/camera/films" component={Films} />
        <Route>
          <Live />
        </Route>
      </Switch>
    </Page>
  );
}
