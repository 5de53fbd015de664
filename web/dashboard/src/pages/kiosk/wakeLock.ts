import { useEffect } from "preact/hooks";

/** Keeps the screen on while the page is shown, where the browser can. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let isGone = false;
    const take = async () => {
      if (document.hidden || isGone || !("wakeLock" in navigator)) return;
      try {
        const taken = await navigator.wakeLock.request("screen");
        if (isGone) await taken.release();
        else lock = taken;
      } catch {
        // The battery is low, or the page was hidden meanwhile.
      }
    };
    void take();
    // The browser lets go of it when the page is hidden.
    document.addEventListener("visibilitychange", take);
    return () => {
      isGone = true;
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, []);
}
