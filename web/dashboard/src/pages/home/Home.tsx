import { socket } from "../../link/socket";
import { PrintPanel } from "../../panels/print/PrintPanel";
import { NextUp } from "../../panels/queue/NextUp";
import { Stage } from "../../panels/stage/Stage";
import { Heaters } from "../../panels/temperature/Heaters";
import { TemperaturePlot } from "../../panels/temperature/TemperaturePlot";
import { homeWords } from "../../words/home";
import css from "./Home.module.css";

/** One glance says what is going on. */
export default function Home() {
  return (
    <div class={css.home} data-stale={socket.state.value === "lost"}>
      <div class={css.stage}>
        <Stage />
      </div>
      <div class={css.print}>
        <PrintPanel />
        <NextUp />
      </div>
      <section class={css.temperatures} aria-label={homeWords.value.temperatures}>
        <Heaters />
        <TemperaturePlot />
      </section>
    </div>
  );
}
