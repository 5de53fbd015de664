import { Page } from "../../design/Panel";
import { shell } from "../../words/shell";

export default function Files() {
  return <Page title={shell.value.files}>…</Page>;
}
