import { useEffect, useState } from "preact/hooks";
import { publicWords } from "../../words/public";
import css from "./Public.module.css";

const EVERY_MS = 2_000;
const AFTER_FAILURE_MS = 15_000;
const PATH = "/api/public/camera/snapshot";

/** The camera's picture, a new one every other second; each is shown when it is all there. */
export function Snapshot() {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let shown: string | null = null;
    let isGone = false;
    const next = async () => {
      let waitMs = EVERY_MS;
      if (!document.hidden) {
        const picture = await load();
        if (isGone) return;
        if (picture === null) waitMs = AFTER_FAILURE_MS;
        else {
          if (shown !== null) URL.revokeObjectURL(shown);
          shown = picture;
          setUrl(picture);
        }
      }
      timer = setTimeout(next, waitMs);
    };
    void next();
    return () => {
      isGone = true;
      clearTimeout(timer);
      if (shown !== null) URL.revokeObjectURL(shown);
    };
  }, []);
  return <div class={css.camera}>{url !== null && <img src={url} alt={publicWords.value.camera} />}</div>;
}

async function load(): Promise<string | null> {
  try {
    const answer = await fetch(PATH, { cache: "no-store" });
    return answer.ok ? URL.createObjectURL(await answer.blob()) : null;
  } catch {
    return null;
  }
}
