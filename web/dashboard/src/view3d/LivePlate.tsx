import type { ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Notice } from "../design/States";
import { percent } from "../lib/format";
import { view3dWords } from "../words/view3d";
import type { Vec3 } from "./matrix";
import type { Source } from "./source";
import { currentTheme } from "./theme";
import { useScene } from "./useScene";
import css from "./Viewer.module.css";

const HOT_SEGMENTS = 150;
/** It is drawn so often at most: for hours, and on a phone too. */
const QUICK_MS = 400;
const SLOW_MS = 2000;

/** The server may be away; the next time it may be there. */
const ignore = () => undefined;

export interface LivePlateProps extends Source {
  volume: Vec3 | null;
  /** The line up to which the G-code is acknowledged. */
  line: ReadonlySignal<number | null>;
  /** How much is printed, for whoever does not see the picture. */
  progress: number | null;
}

/** The plate with what is printed so far and the nozzle; what is still to come is dotted. */
export default function LivePlate({ volume, line, progress, ...source }: LivePlateProps) {
  const t = view3dWords.value;
  const { canvas, renderer, file, error } = useScene(source, volume, { isCalm: true });

  useEffect(() => {
    if (file === null || renderer === null) return;
    renderer.setColorMode("plain");
    renderer.show({ ghost: true, ghostColor: currentTheme().lineStrong, end: 0 });
    let isOver = false;
    let shown = -1;
    const show = async () => {
      const newest = line.peek();
      if (newest === null) return;
      const segments = await file.segmentsUpTo(newest);
      if (isOver || segments === shown) return;
      shown = segments;
      const hot = { hotCount: Math.min(HOT_SEGMENTS, segments), hotColor: currentTheme().accent };
      renderer.show({ ...hot, end: segments });
      if (segments > 0) renderer.followNozzle(segments - 1);
    };
    const look = () => void show().catch(ignore);
    look();
    const timer = setInterval(look, renderer.isSlow ? SLOW_MS : QUICK_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [renderer, file, line]);

  return (
    <>
      <canvas ref={canvas} class={css.plate} role="img" aria-label={t.plate(percent(progress))} />
      {error !== null && (
        <div class={css.over}>
          <Notice>{renderer === null ? t.noWebgl : t.noToolpaths}</Notice>
        </div>
      )}
    </>
  );
}
