import { useEffect, useRef, useState } from "preact/hooks";

export type Axis = "X" | "Y" | "Z";

const OFF_AFTER_MS = 60_000;

const MOVES: Record<string, [Axis, 1 | -1]> = {
  ArrowLeft: ["X", -1],
  ArrowRight: ["X", 1],
  ArrowUp: ["Y", 1],
  ArrowDown: ["Y", -1],
  PageUp: ["Z", 1],
  PageDown: ["Z", -1],
};

interface JogKeys {
  jog: (axis: Axis, direction: 1 | -1) => Promise<boolean>;
  home: (axes: "all") => Promise<boolean>;
  isAllowed: boolean;
}

/**
 * Keys that move the printer while a switch is on. It goes off by itself when nothing was moved for a minute, when
 * the page loses the focus, and when moving is not allowed any more; a key that is held moves once.
 */
export function useJogKeys({ jog, home, isAllowed }: JogKeys): { isOn: boolean; set: (on: boolean) => void } {
  const [isOn, set] = useState(false);
  const isMoving = useRef(false);

  useEffect(() => {
    if (!isAllowed) set(false);
  }, [isAllowed]);

  useEffect(() => {
    if (!isOn) return;
    const off = () => set(false);
    let timer = setTimeout(off, OFF_AFTER_MS);
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      // Keys that move through a menu or a dialog, or that something on the page has taken, move no printer.
      if (event.defaultPrevented || document.querySelector("dialog[open], [role=menu]") !== null) return;
      if (
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        target.matches("input:not([role]), textarea, select")
      )
        return;
      const move = MOVES[event.key];
      const isHome = event.key.toLowerCase() === "h";
      if (event.key === "Escape") off();
      if (move === undefined && !isHome) return;
      event.preventDefault();
      if (event.repeat || isMoving.current) return;
      clearTimeout(timer);
      timer = setTimeout(off, OFF_AFTER_MS);
      isMoving.current = true;
      void (move ? jog(...move) : home("all")).finally(() => {
        isMoving.current = false;
      });
    };
    document.addEventListener("keydown", pressed);
    window.addEventListener("blur", off);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("keydown", pressed);
      window.removeEventListener("blur", off);
    };
  }, [isOn, jog, home]);

  return { isOn, set };
}
