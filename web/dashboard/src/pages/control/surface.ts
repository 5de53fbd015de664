/** One field between four points of the mesh, as it is drawn. */
export interface Patch {
  /** For `points` of a polygon. */
  points: string;
  meanMm: number;
  /** Where its height lies between the lowest and the highest, from 0 to 1. */
  part: number;
}

/** How much of the picture's height the range of the mesh takes. */
const RELIEF = 0.3;
/** How much narrower the back is than the front. */
const PERSPECTIVE = 0.28;
const MARGIN = 24;

/**
 * The fields of a mesh in perspective, the back ones first. The first row of the heights is the front, as the
 * firmware counts; fields with a point that was not probed are left out.
 */
export function surface(
  heights: readonly (readonly (number | null)[])[],
  width: number,
  height: number,
): Patch[] {
  const rows = heights.length;
  const columns = heights[0]?.length ?? 0;
  const known = heights.flat().filter((one) => one !== null);
  const lowest = Math.min(...known);
  const range = Math.max(...known) - lowest || 1;
  const ground = (height - MARGIN) * (1 - RELIEF);

  const project = (x: number, y: number, z: number): string => {
    const depth = rows > 1 ? y / (rows - 1) : 0;
    const scale = 1 - PERSPECTIVE * depth;
    const across = (x / Math.max(1, columns - 1) - 0.5) * scale * (width - 2 * MARGIN);
    const up = ((z - lowest) / range) * RELIEF * height * scale;
    const down = height - MARGIN - depth * (ground - MARGIN) - up;
    return `${(width / 2 + across).toFixed(1)},${down.toFixed(1)}`;
  };

  const patches: Patch[] = [];
  for (let y = rows - 2; y >= 0; y -= 1)
    for (let x = 0; x < columns - 1; x += 1) {
      const corners = [
        [x, y],
        [x + 1, y],
        [x + 1, y + 1],
        [x, y + 1],
      ] as const;
      const z = corners.map(([cx, cy]) => heights[cy]?.[cx] ?? null);
      if (z.some((one) => one === null)) continue;
      const all = z as number[];
      const meanMm = all.reduce((sum, one) => sum + one, 0) / all.length;
      patches.push({
        points: corners.map(([cx, cy], index) => project(cx, cy, all[index] ?? 0)).join(" "),
        meanMm,
        part: (meanMm - lowest) / range,
      });
    }
  return patches;
}
