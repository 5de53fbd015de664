import { number } from "../../lib/format";
import { controlWords } from "../../words/control";
import css from "./HeightMap.module.css";
import { surface } from "./surface";

const WIDTH = 600;
const HEIGHT = 380;

/** The bed seen from the front and above, heights exaggerated; blue is low, orange is high. */
export function HeightMap({ heights }: { heights: readonly (readonly (number | null)[])[] }) {
  const t = controlWords.value;
  return (
    <svg class={css.map} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t.mesh}>
      {surface(heights, WIDTH, HEIGHT).map((patch) => (
        <polygon
          key={patch.points}
          points={patch.points}
          class={css.patch}
          style={{ "--part": `${patch.part * 100}%` }}
        >
          <title>{t.millimetres(number(patch.meanMm, 3))}</title>
        </polygon>
      ))}
      <text class={css.label} x={WIDTH / 2} y={HEIGHT - 4} text-anchor="middle">
        {t.front}
      </text>
    </svg>
  );
}
