import { House } from "lucide-preact";
import { Connection } from "../../app/Connection";
import { useFollowing } from "../../app/following";
import { StopButton } from "../../app/StopButton";
import { LinkButton } from "../../design/LinkButton";
import { socket } from "../../link/socket";
import { PrintPanel } from "../../panels/print/PrintPanel";
import { Stage } from "../../panels/stage/Stage";
import { Heaters } from "../../panels/temperature/Heaters";
import { printerName } from "../../state/printers";
import { wallWords } from "../../words/wall";
import css from "./Kiosk.module.css";
import { useWakeLock } from "./wakeLock";

/** For a tablet at the printer: read from across the room, pressed with dirty hands. */
export default function Kiosk() {
  const isKnown = useFollowing("shown");
  useWakeLock();
  return (
    <div class={css.page} data-stale={socket.state.value === "lost"}>
      <header class={css.bar}>
        <strong class={`${css.name} truncate`}>{printerName.value}</strong>
        <div class={css.end}>
          <LinkButton href="/" kind="quiet" icon={<House />}>
            {wallWords.value.toHome}
          </LinkButton>
          <StopButton />
        </div>
      </header>
      <Connection />
      {isKnown && (
        <main class={css.kiosk}>
          <div class={css.stage}>
            <Stage />
          </div>
          <div class={css.print}>
            <PrintPanel />
            <Heaters />
          </div>
        </main>
      )}
    </div>
  );
}
