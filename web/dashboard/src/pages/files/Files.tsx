import { Route, Switch } from "wouter-preact";
import { lazy } from "../../lib/lazy";
import FileList from "./list/FileList";

const FilePage = lazy(() => import("./detail/FilePage"));

export default function Files() {
  return (
    <Switch>
      <Route path="/files/:id">{({ id }) => <FilePage key={id} id={id} />}</Route>
      <Route>
        <FileList />
      </Route>
    </Switch>
  );
}
