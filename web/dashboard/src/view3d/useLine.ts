import { useEffect, useState } from "preact/hooks";
import { number } from "../lib/format";
import { view3dWords } from "../words/view3d";
import { type Position, positionAt, wholeLayer } from "./position";
import { currentTheme } from "./theme";
import type { Scene } from "./useScene";

const NEAR_MM = 120;
const WAIT_MS = 150;
const MOST_WAITS = 40;

/** Marks the segment that was picked, or those of a line, and tells of it in words. */
export function useLine(
  { renderer, file }: Scene,
  {
    picked,
    line,
    setPosition,
  }: { picked: number | null; line: number | null; setPosition: (to: Position) => void },
): string {
  const [told, setTold] = useState("");

  useEffect(() => {
    if (file === null || renderer === null) return;
    if (picked === null) {
      renderer.show({ highlight: null });
      setTold("");
      return;
    }
    let isOver = false;
    renderer.show({ highlight: { from: picked, end: picked + 1, color: currentTheme().focus } });
    void Promise.all([file.lineOf(picked), file.styleOf(picked)]).then(([of, style]) => {
      if (isOver) return;
      const t = view3dWords.value;
      const parts = [t.line(number(of))];
      if (style !== null) {
        parts.push(t.kinds[style.kind], t.speed(number(style.speed)));
        if (style.widthMm > 0) parts.push(t.cross(number(style.widthMm, 2), number(style.heightMm, 2)));
      }
      setTold(parts.join(" · "));
    });
    return () => {
      isOver = true;
    };
  }, [renderer, file, picked]);

  useEffect(() => {
    if (file === null || renderer === null || line === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = async () => {
      const end = await file.segmentsUpTo(line);
      const from = Math.min(await file.segmentsUpTo(line - 1), Math.max(end - 1, 0));
      const { layer } = positionAt(file, Math.max(end, 1));
      setPosition(wholeLayer(file, layer));
      renderer.show({ highlight: { from, end: Math.max(end, from + 1), color: currentTheme().focus } });
      setTold(view3dWords.value.line(number(line)));
      renderer.followNozzle(Math.max(end - 1, from));
      come(from, 0);
    };
    // The camera goes there once the place has come.
    const come = (segment: number, waits: number) => {
      const at = renderer.endOf(segment);
      if (at !== null) {
        renderer.camera.target = at;
        renderer.camera.distance = Math.min(renderer.camera.distance, NEAR_MM);
        renderer.invalidate();
      } else if (waits < MOST_WAITS) timer = setTimeout(() => come(segment, waits + 1), WAIT_MS);
    };
    void show();
    return () => clearTimeout(timer);
  }, [renderer, file, line]);

  return told;
}
