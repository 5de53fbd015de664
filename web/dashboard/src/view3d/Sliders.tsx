import { Pause, Play } from "lucide-preact";
import { IconButton } from "../design/Button";
import { number, percent } from "../lib/format";
import { view3dWords } from "../words/view3d";
import { type Position, segmentsIn, wholeLayer } from "./position";
import type { ToolpathFile } from "./toolpathFile";
import css from "./Viewer.module.css";

interface Props {
  file: ToolpathFile;
  position: Position;
  move: (to: Position, isDragging: boolean) => void;
  isPlaying: boolean;
  setPlaying: (isPlaying: boolean) => void;
}

/** Over the layers, and within the one that is last. */
export function Sliders({ file, position, move, isPlaying, setPlaying }: Props) {
  const t = view3dWords.value;
  const { layer, part } = position;
  const count = file.header.layerCount;
  const z = file.layers.z[layer] ?? Number.NaN;
  const name = layer === 0 ? t.before : t.layerOf(number(layer), number(count));
  const height = Number.isNaN(z) ? "" : t.height(number(z, 2));
  const most = segmentsIn(file, layer);
  const share = t.share(percent(most > 0 ? (100 * part) / most : 100));
  return (
    <>
      <label class={css.layers}>
        <span class="visually-hidden">{t.layer}</span>
        <input
          type="range"
          min={0}
          max={count}
          value={layer}
          aria-valuetext={`${name} ${height}`}
          onInput={(event) => move(wholeLayer(file, event.currentTarget.valueAsNumber), true)}
          onChange={(event) => move(wholeLayer(file, event.currentTarget.valueAsNumber), false)}
        />
      </label>
      <div class={css.part}>
        <IconButton
          kind="quiet"
          label={isPlaying ? t.pause : t.play}
          icon={isPlaying ? <Pause /> : <Play />}
          onClick={() => setPlaying(!isPlaying)}
        />
        <label class={css.within}>
          <span class="visually-hidden">{t.inLayer}</span>
          <input
            type="range"
            min={0}
            max={most}
            value={part}
            aria-valuetext={share}
            onInput={(event) => move({ layer, part: event.currentTarget.valueAsNumber }, true)}
            onChange={(event) => move({ layer, part: event.currentTarget.valueAsNumber }, false)}
          />
        </label>
        <p class={css.where}>
          <span>{name}</span>
          <span class="muted">{height}</span>
        </p>
      </div>
    </>
  );
}
