import { Search } from "lucide-preact";
import { Suspense } from "preact/compat";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { IconButton } from "../design/Button";
import { lazy } from "../lib/lazy";
import { user } from "../state/session";
import { shell } from "../words/shell";
import { listenToKeys } from "./pageKeys";
import { pagesOf } from "./pages";

const Palette = lazy(() => import("../pages/palette/Palette"));
const KeyHelp = lazy(() => import("../pages/palette/KeyHelp"));

/** The button of the command palette, and the page's keys. */
export function Keys() {
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  const [, navigate] = useLocation();
  useEffect(
    () =>
      listenToKeys({
        palette: () => setOpen("palette"),
        help: () => setOpen("help"),
        go: (path) => {
          if (pagesOf(user.peek()?.role ?? "VIEWER").some((one) => one.path === path)) navigate(path);
        },
      }),
    [],
  );
  const close = () => setOpen(null);
  return (
    <>
      <IconButton
        kind="quiet"
        icon={<Search />}
        label={`${shell.value.palette} (Ctrl-K)`}
        onClick={() => setOpen("palette")}
      />
      <Suspense fallback={null}>
        {open === "palette" && <Palette onClose={close} />}
        {open === "help" && <KeyHelp onClose={close} />}
      </Suspense>
    </>
  );
}
