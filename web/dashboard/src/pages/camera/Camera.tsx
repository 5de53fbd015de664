import { Page } from "../../design/Panel";
import { shell } from "../../words/shell";

export default function Camera() {
  return <Page title={shell.value.camera}>…</Page>;
}
