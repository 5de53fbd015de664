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
  const { canvas, renderer, file, error } = useScene(source, volume);

  useEffect(() => {
    if (file === null || renderer === null) return;
    let isOver = false;
    renderer.setColorMode("plain");
    renderer.show({ ghost: true, ghostColor: currentTheme().lineStrong, end: 0 });
    const end = line.subscribe((newest) => {
      if (newest === null) return;
      void file.segmentsUpTo(newest).then((segments) => {
        if (isOver) return;
        const hot = { hotCount: Math.min(HOT_SEGMENTS, segments), hotColor: currentTheme().accent };
        renderer.show({ ...hot, end: segments });
        if (segments > 0) renderer.followNozzle(segments - 1);
      });
    });
    return () => {
      isOver = true;
      end();
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
