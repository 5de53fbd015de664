import { Copy } from "lucide-preact";
import { Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Loaded, Notice, Skeleton } from "../../design/States";
import { Segments } from "../../design/Tabs";
import { toast } from "../../design/Toast";
import { lazy } from "../../lib/lazy";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { common } from "../../words/common";
import { setupWords } from "../../words/setup";
import css from "./Setup.module.css";

const QrCode = lazy(() => import("./QrCode"));

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Where a phone finds this page: at the page's own address unless only this computer knows that. */
export function PhoneStep() {
  const addresses = useResource(async () => {
    if (!LOOPBACK.test(location.hostname)) return { urls: [location.origin], localOnly: false };
    return call("GET /api/admin/addresses");
  }, []);
  const t = setupWords.value;
  return (
    <Loaded resource={addresses} height="18rem">
      {({ urls, localOnly }) => (
        <>
          {localOnly ? (
            <Notice kind="warning">{t.localOnly}</Notice>
          ) : urls.length === 0 ? (
            <Notice>{t.noNetwork}</Notice>
          ) : (
            <Addresses urls={urls} />
          )}
        </>
      )}
    </Loaded>
  );
}

function Addresses({ urls }: { urls: string[] }) {
  const t = setupWords.value;
  const [chosen, choose] = useState(urls[0] as string);
  const copy = async () => {
    await navigator.clipboard.writeText(chosen);
    toast.good(common.peek().copied);
  };
  return (
    <div class={css.phone}>
      {urls.length > 1 && (
        <Segments
          label={t.address}
          value={chosen}
          options={urls.map((one) => ({ value: one, label: new URL(one).host }))}
          onValue={choose}
        />
      )}
      <Suspense fallback={<Skeleton height="16rem" />}>
        <QrCode text={chosen} label={t.qrLabel(chosen)} />
      </Suspense>
      <p class={css.address}>{chosen}</p>
      {window.isSecureContext && (
        <Button kind="quiet" icon={<Copy />} onClick={() => void copy()}>
          {t.copy}
        </Button>
      )}
    </div>
  );
}
