import { useEffect, useState } from "preact/hooks";
import { signedUrl } from "../link/media";
import { cameraWords } from "../words/camera";
import css from "./Video.module.css";

interface VideoProps {
  /** Path below `/api`. */
  path: string;
  poster?: string | null;
  label: string;
}

/** A film of the API that plays and seeks. */
export function Video({ path, poster = null, label }: VideoProps) {
  const [urls, setUrls] = useState<{ video: string; poster: string | null } | null>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    let isGone = false;
    setBroken(false);
    Promise.all([signedUrl(path), poster === null ? null : signedUrl(poster)]).then(
      ([video, picture]) => !isGone && setUrls({ video, poster: picture }),
      () => !isGone && setBroken(true),
    );
    return () => {
      isGone = true;
    };
  }, [path, poster]);
  if (isBroken) return <p class="muted">{cameraWords.value.failed}</p>;
  if (urls === null) return <div class={css.video} />;
  return (
    // biome-ignore lint/a11y/useMediaCaption: films of printers have no sound
    <video
      class={css.video}
      src={urls.video}
      poster={urls.poster ?? undefined}
      controls
      playsInline
      preload="metadata"
      aria-label={label}
      onError={() => setBroken(true)}
    />
  );
}
