import { Page } from "../../design/Panel";
import { shell } from "../../words/shell";

export default function Home() {
  return <Page title={shell.value.home}>…</Page>;
}
