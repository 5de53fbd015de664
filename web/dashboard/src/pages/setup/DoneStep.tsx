import { Facts } from "../../design/Facts";
import { LinkButton } from "../../design/LinkButton";
import { printer, printerName, printers } from "../../state/printers";
import { setupWords } from "../../words/setup";
import { stateWord } from "../../words/states";
import css from "./Setup.module.css";

/** What is set up, and where to go from here. */
export function DoneStep() {
  const t = setupWords.value;
  const status = printer.value.status.value;
  const camera = printers.value.find((one) => one.name === printerName.value)?.camera;
  return (
    <>
      <Facts
        facts={[
          [t.printerLine, `${printerName.value}: ${stateWord(status?.connection.state)}`],
          [t.firmwareLine, status?.firmware ?? t.notSetUp],
          [t.cameraLine, camera ?? t.notSetUp],
        ]}
      />
      <div class={css.row}>
        <LinkButton href="/files" kind="primary">
          {t.toFiles}
        </LinkButton>
        <LinkButton href="/">{t.toHome}</LinkButton>
      </div>
    </>
  );
}
