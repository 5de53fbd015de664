import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { signedUrl } from "../link/media";

interface PictureProps {
  /** Path below `/api` that needs a credential; null: there is no picture. */
  path: string | null;
  alt: string;
  class?: string | undefined;
  /** In its place while there is none. */
  fallback?: ComponentChildren;
}

/** A picture of the API: its signed address is asked for when it comes into view. */
export function Picture({ path, alt, class: extra = "", fallback = null }: PictureProps) {
  const [url, setUrl] = useState<string | null>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    let isGone = false;
    setBroken(false);
    setUrl(null);
    if (path !== null)
      signedUrl(path).then(
        (signed) => !isGone && setUrl(signed),
        () => !isGone && setBroken(true),
      );
    return () => {
      isGone = true;
    };
  }, [path]);
  if (path === null || isBroken || url === null) return <div class={extra}>{fallback}</div>;
  return (
    <img class={extra} src={url} alt={alt} loading="lazy" decoding="async" onError={() => setBroken(true)} />
  );
}
