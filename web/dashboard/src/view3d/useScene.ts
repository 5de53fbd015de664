import { effect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isDark } from "../lib/colors";
import { ApiError } from "../link/errors";
import type { Vec3 } from "./matrix";
import type { Model } from "./model";
import type { Legend } from "./palette";
import { Renderer } from "./renderer";
import { hasToolpaths, openModel, openToolpaths, type Source } from "./source";
import { currentTheme } from "./theme";
import type { ToolpathFile } from "./toolpathFile";

export interface Scene {
  canvas: RefObject<HTMLCanvasElement>;
  renderer: Renderer | null;
  file: ToolpathFile | null;
  model: Model | null;
  legend: Legend | null;
  setLegend: (legend: Legend) => void;
  error: Error | null;
}

const DEFAULT_VOLUME: Vec3 = [220, 220, 250];

/** A canvas that shows a source. */
export function useScene(
  source: Source,
  volume: Vec3 | null,
  options: { movable?: boolean; isCalm?: boolean; clicked?: (segment: number | null) => void } = {},
): Scene {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [renderer, setRenderer] = useState<Renderer | null>(null);
  const [shown, setShown] = useState<{ file: ToolpathFile | null; model: Model | null }>({
    file: null,
    model: null,
  });
  const [legend, setLegend] = useState<Legend | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const clicked = useRef(options.clicked);
  clicked.current = options.clicked;

  useEffect(() => {
    if (canvas.current === null) return;
    let made: Renderer;
    try {
      made = new Renderer(canvas.current, {
        volume: volume ?? DEFAULT_VOLUME,
        theme: currentTheme(),
        movable: options.movable ?? true,
        isCalm: options.isCalm ?? false,
        clicked: (segment) => clicked.current?.(segment),
      });
    } catch (failure) {
      setError(failure as Error);
      return;
    }
    setRenderer(made);
    let isFirst = true;
    const end = effect(() => {
      void isDark.value;
      if (!isFirst) setLegend(made.setTheme(currentTheme()));
      isFirst = false;
    });
    return () => {
      end();
      made.dispose();
      setRenderer(null);
    };
  }, []);

  useEffect(() => {
    if (volume !== null) renderer?.setVolume(volume);
  }, [renderer, volume?.join()]);

  useEffect(() => {
    if (renderer === null) return;
    const aborted = new AbortController();
    setError(null);
    setShown({ file: null, model: null });
    const load = async () => {
      if (hasToolpaths(source)) {
        const file = await openToolpaths(source, aborted.signal);
        if (aborted.signal.aborted) return;
        setLegend(renderer.showToolpaths(file));
        setShown({ file, model: null });
      } else {
        const model = await openModel(source, aborted.signal);
        if (aborted.signal.aborted) return;
        renderer.showModel(model);
        setShown({ file: null, model });
      }
      renderer.fit();
    };
    load().catch((failure: unknown) => {
      if (aborted.signal.aborted) return;
      if (!(failure instanceof Error)) throw failure;
      setError(failure);
    });
    return () => aborted.abort();
  }, [renderer, source.fileId, source.slicedFileId, source.kind, source.plate]);

  return { canvas, renderer, ...shown, legend, setLegend, error };
}

/** Whether nothing is there yet, as before the analysis. */
export const isMissing = (error: Error): boolean => error instanceof ApiError && error.status === 404;
