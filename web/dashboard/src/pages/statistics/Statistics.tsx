import { Page } from "../../design/Panel";
import { shell } from "../../words/shell";

export default function Statistics() {
  return <Page title={shell.value.statistics}>…</Page>;
}
