import { useEffect, useRef, useState } from "preact/hooks";
import { advanced, endOf, type Position, segmentsIn } from "./position";
import type { ToolpathFile } from "./toolpathFile";

const SHORTEST_LAYER_MS = 120;
const LONGEST_LAYER_MS = 4000;
const ALL_MS = 45_000;

/** Lets the print grow: all of it in less than a minute, whatever its layers. */
export function usePlaying(
  file: ToolpathFile | null,
  position: Position,
  setPosition: (to: Position) => void,
) {
  const [isPlaying, setPlaying] = useState(false);
  const latest = useRef(position);
  latest.current = position;

  useEffect(() => {
    if (!isPlaying || file === null) return;
    if (endOf(file, latest.current) >= file.header.segmentCount) latest.current = { layer: 0, part: 0 };
    let frame = 0;
    let beforeMs = performance.now();
    const layerMs = Math.min(
      Math.max(ALL_MS / Math.max(file.header.layerCount, 1), SHORTEST_LAYER_MS),
      LONGEST_LAYER_MS,
    );
    const step = (nowMs: number) => {
      const share = (nowMs - beforeMs) / layerMs;
      beforeMs = nowMs;
      const next = advanced(file, latest.current, segmentsIn(file, latest.current.layer) * share);
      latest.current = next;
      setPosition(next);
      if (endOf(file, next) >= file.header.segmentCount) setPlaying(false);
      else frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, file]);

  return { isPlaying, setPlaying };
}
