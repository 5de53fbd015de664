import { EyeOff } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { Link, useRoute } from "wouter-preact";
import { Empty, Loaded } from "../../design/States";
import { Toasts } from "../../design/Toast";
import { useResource } from "../../lib/resource";
import { call } from "../../link/http";
import { socket } from "../../link/socket";
import { publicWords } from "../../words/public";
import { Entry } from "./Entry";
import { Gallery } from "./Gallery";
import { Now } from "./Now";
import css from "./Public.module.css";

/** What visitors see: the print that is under way, and those that their owners show. */
export default function Public() {
  const t = publicWords.value;
  const state = useResource(() => call("GET /api/auth/state"), []);
  const [isEntry, params] = useRoute("/public/:id");
  const isOn = state.data?.publicPage ?? false;
  useEffect(() => {
    if (!isOn) return;
    socket.open({ visitor: true });
    return () => socket.close();
  }, [isOn]);
  return (
    <div class={css.page}>
      <header class={css.bar}>
        <Link href="/public" class={css.mark}>
          <img src="/icon.svg" alt="" width="32" height="32" />
          <span>LezerPrint</span>
        </Link>
        {/* Not by the page itself: signing in begins with what the server says. */}
        <a href="/" class={css.signIn}>
          {t.signIn}
        </a>
      </header>
      <main class={css.content}>
        <Loaded resource={state} height="60vh">
          {(data) =>
            !data.publicPage ? (
              <Empty icon={<EyeOff />} title={t.offTitle}>
                {t.offText}
              </Empty>
            ) : isEntry && params ? (
              <Entry key={params.id} id={params.id} />
            ) : (
              <>
                <Now hasCamera={data.publicCamera} />
                <Gallery />
              </>
            )
          }
        </Loaded>
      </main>
      <footer class={css.foot}>{t.madeWith}</footer>
      <Toasts />
    </div>
  );
}
