import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../link/errors";
import type { EventName } from "../link/events";
import { socket } from "../link/socket";

/** What a page loads, and how that is. */
export interface Resource<T> {
  /** The newest that came; null before the first. */
  data: T | null;
  error: ApiError | null;
  isLoading: boolean;
  reload: () => void;
  /** Changes what is shown before the server has confirmed it. */
  set: (data: T) => void;
}

const SOON_MS = 150;
const AT_MOST_EVERY_MS = 1000;

/**
 * Loads something when the page opens and when `inputs` change, and again after events that change it and after
 * the connection was lost. An older answer never replaces a newer one.
 */
export function useResource<T>(
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
  refreshOn: readonly EventName[] = [],
): Resource<T> {
  const [state, setState] = useState<{ data: T | null; error: ApiError | null; isLoading: boolean }>({
    data: null,
    error: null,
    isLoading: true,
  });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    const aborted = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    latest
      .current(aborted.signal)
      .then((data) => {
        if (!aborted.signal.aborted) setState({ data, error: null, isLoading: false });
      })
      .catch((error: unknown) => {
        if (aborted.signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        setState((before) => ({ ...before, error, isLoading: false }));
      });
    return () => aborted.abort();
  }, [turn, ...inputs]);

  useEffect(() => {
    const ends = [socket.onReturn(reload), ...refreshOn.map((name) => socket.on(name, soon(reload)))];
    return () => {
      for (const end of ends) end();
    };
  }, [reload]);

  const set = useCallback((data: T) => setState({ data, error: null, isLoading: false }), []);
  return { ...state, reload, set };
}

/** After an event it is loaded soon, and while events keep coming once a second. */
function soon(work: () => void): () => void {
  let isWaiting = false;
  let lastMs = 0;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    const waitMs = Math.max(SOON_MS, lastMs + AT_MOST_EVERY_MS - Date.now());
    setTimeout(() => {
      isWaiting = false;
      lastMs = Date.now();
      work();
    }, waitMs);
  };
}
