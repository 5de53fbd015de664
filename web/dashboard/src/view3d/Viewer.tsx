import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { Notice, Skeleton } from "../design/States";
import { number } from "../lib/format";
import { view3dWords } from "../words/view3d";
import { Bar } from "./Bar";
import type { Bounds } from "./camera";
import { LegendView } from "./LegendView";
import type { Vec3 } from "./matrix";
import { type Position, positionAt, wholeLayer } from "./position";
import { Sliders } from "./Sliders";
import type { Source } from "./source";
import { useLine } from "./useLine";
import { usePlaying } from "./usePlaying";
import { isMissing, useScene } from "./useScene";
import css from "./Viewer.module.css";

export interface ViewerProps extends Source {
  /** Width, depth and height of the printer, in millimetres. */
  volume?: Vec3 | null;
  /** The line up to which the G-code is acknowledged, while it is being printed. */
  live?: ReadonlySignal<number | null>;
  /** A line that is shown in place of the whole, as of a finding. */
  highlightLine?: number | null;
}

/** Toolpaths or a model in space, with what is needed to look at them. */
export default function Viewer({ volume = null, live, highlightLine = null, ...source }: ViewerProps) {
  const t = view3dWords.value;
  const [picked, setPicked] = useState<number | null>(null);
  const scene = useScene(source, volume, { clicked: setPicked });
  const { renderer, file, model } = scene;
  const [position, setPosition] = useState<Position>({ layer: 0, part: 0 });
  const [isAlone, setAlone] = useState(false);
  const [hasTravel, setTravel] = useState(false);
  const [isMeasured, setMeasured] = useState(false);
  const [follows, setFollows] = useState(live !== undefined);
  const isDragging = useRef(false);

  useEffect(() => {
    if (file !== null) setPosition(wholeLayer(file, file.header.layerCount));
    setPicked(null);
  }, [file]);

  useEffect(() => {
    if (file === null || renderer === null) return;
    const first = file.layers.firstSegments[position.layer] ?? 0;
    renderer.show(
      { from: isAlone ? first : 0, end: first + position.part, travel: hasTravel },
      isDragging.current,
    );
  }, [renderer, file, position, isAlone, hasTravel]);

  useEffect(() => {
    if (file === null || live === undefined || !follows) return;
    let isOver = false;
    const end = live.subscribe((line) => {
      if (line === null) return;
      void file.segmentsUpTo(line).then((segments) => {
        if (!isOver) setPosition(positionAt(file, segments));
      });
    });
    return () => {
      isOver = true;
      end();
    };
  }, [file, live, follows]);

  useEffect(() => {
    renderer?.setMeasured(isMeasured ? renderer.bounds : null);
  }, [renderer, file, model, isMeasured]);

  const told = useLine(scene, { picked, line: highlightLine, setPosition });
  const { isPlaying, setPlaying } = usePlaying(file, position, setPosition);
  const move = (to: Position, dragging: boolean) => {
    isDragging.current = dragging;
    setFollows(false);
    setPlaying(false);
    setPosition(to);
  };
  const bounds = renderer?.bounds ?? null;

  return (
    <div class={css.viewer}>
      <div class={css.parts}>
        <div class={css.view}>
          <canvas ref={scene.canvas} class={css.canvas} tabIndex={0} role="img" aria-label={t.picture} />
          {scene.error === null && file === null && model === null && (
            <div class={css.over}>
              <Skeleton height="100%" />
            </div>
          )}
          {scene.error !== null && (
            <div class={css.over}>
              <Notice kind={isMissing(scene.error) ? "info" : "error"}>
                {isMissing(scene.error) ? t.noToolpaths : renderer === null ? t.noWebgl : t.failed}
              </Notice>
            </div>
          )}
          <div class={css.facts}>
            {bounds !== null && <Size bounds={bounds} />}
            {model !== null && <span>{t.triangles(number(model.triangleCount))}</span>}
            {file !== null && bounds === null && <span>{t.nothing}</span>}
          </div>
          <p class={css.told} role="status">
            {told}
          </p>
          {renderer !== null && (
            <Bar
              renderer={renderer}
              hasToolpaths={file !== null}
              setLegend={scene.setLegend}
              toggles={[
                ...(file === null
                  ? []
                  : [
                      { label: t.travel, isOn: hasTravel, set: setTravel },
                      { label: t.alone, isOn: isAlone, set: setAlone },
                    ]),
                { label: t.sizeName, isOn: isMeasured, set: setMeasured },
                ...(live === undefined ? [] : [{ label: t.follow, isOn: follows, set: setFollows }]),
              ]}
            />
          )}
        </div>
        {file !== null && (
          <Sliders
            file={file}
            position={position}
            move={move}
            isPlaying={isPlaying}
            setPlaying={setPlaying}
          />
        )}
        {file !== null && scene.legend !== null && <LegendView legend={scene.legend} />}
      </div>
    </div>
  );
}

function Size({ bounds: { min, max } }: { bounds: Bounds }) {
  const t = view3dWords.value;
  const [x = "", y = "", z = ""] = [0, 1, 2].map((axis) => number((max[axis] ?? 0) - (min[axis] ?? 0), 1));
  return (
    <span>
      <span class="visually-hidden">{t.sizeName}: </span>
      {t.size(x, y, z)}
    </span>
  );
}
