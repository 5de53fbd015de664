import { Component, type ComponentChildren } from "preact";
import { Button } from "../design/Button";
import { Empty } from "../design/States";
import { common } from "../words/common";

/**
 * Keeps what cannot be shown from taking the rest of the page with it. After an upgrade of the server the parts of
 * an older page are gone: loading the page again brings the new ones.
 */
export class Boundary extends Component<{ children: ComponentChildren }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  override componentDidCatch(error: unknown): void {
    this.setState({ hasFailed: true });
    reportError(error);
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const c = common.value;
    return (
      <Empty title={c.partFailed} action={<Button onClick={() => location.reload()}>{c.reloadPage}</Button>}>
        {c.partFailedHint}
      </Empty>
    );
  }
}
