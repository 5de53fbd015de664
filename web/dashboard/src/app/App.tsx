import { lazy, Suspense } from "preact/compat";
import { Button } from "../design/Button";
import { Empty } from "../design/States";
import { identify, session } from "../state/session";
import { common } from "../words/common";
import { Shell } from "./Shell";

const SignIn = lazy(() => import("../pages/signIn/SignIn"));

/** Everything: the shell for users, the sign-in for everybody else. */
export function App() {
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
      return (
        <Suspense fallback={null}>
          <SignIn />
        </Suspense>
      );
    case "user":
      return <Shell />;
  }
}
