import { Page } from "../../design/Panel";
import { shell } from "../../words/shell";

export default function Jobs() {
  return <Page title={shell.value.jobs}>…</Page>;
}
