import { Page } from "../../design/Panel";
import { shell } from "../../words/shell";

export default function Admin() {
  return <Page title={shell.value.admin}>…</Page>;
}
