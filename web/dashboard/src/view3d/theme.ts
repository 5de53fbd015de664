import { isDark, tokenColor } from "../lib/colors";
import type { Rgb, Theme } from "./palette";

/** The colours of the page as they are now. */
export function currentTheme(): Theme {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgb = (token: string): Rgb => {
    if (context === null) return [0.5, 0.5, 0.5];
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = tokenColor(token);
    context.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
    return [r / 255, g / 255, b / 255];
  };
  return {
    ground: rgb("sunken"),
    line: rgb("line"),
    lineStrong: rgb("line-strong"),
    text: rgb("text"),
    accent: rgb("accent"),
    focus: rgb("focus"),
    isDark: isDark.value,
  };
}
