import { Page } from "../../design/Panel";
import { shell } from "../../words/shell";

export default function Preferences() {
  return <Page title={shell.value.settings}>…</Page>;
}
