import { Page } from "../../design/Panel";
import { shell } from "../../words/shell";

export default function Control() {
  return <Page title={shell.value.control}>…</Page>;
}
