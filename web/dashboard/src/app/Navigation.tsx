import { Ellipsis } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, useRoute } from "wouter-preact";
import { Dialog } from "../design/Dialog";
import { user } from "../state/session";
import { shell } from "../words/shell";
import css from "./Navigation.module.css";
import { type PageEntry, pagesOf } from "./pages";

/** The pages: a rail at the left of a desk, tabs at the bottom of a phone. */
export function Navigation() {
  const [isOpen, setOpen] = useState(false);
  const t = shell.value;
  const shown = pagesOf(user.value?.role ?? "VIEWER");
  const close = () => setOpen(false);
  return (
    <>
      <nav class={css.navigation} aria-label={t.pages}>
        {shown.map((one) => (
          <Item key={one.path} page={one} extra={one.isMain ? "" : css.further} />
        ))}
        <button type="button" class={`${css.item} ${css.more}`} onClick={() => setOpen(true)}>
          <Ellipsis aria-hidden="true" />
          <span>{t.more}</span>
        </button>
      </nav>
      {isOpen && (
        <Dialog title={t.pages} onClose={close}>
          <div class={css.list}>
            {shown
              .filter((one) => !one.isMain)
              .map((one) => (
                <Item key={one.path} page={one} extra={css.wide} onClick={close} />
              ))}
          </div>
        </Dialog>
      )}
    </>
  );
}

function Item({
  page,
  extra = "",
  onClick,
}: {
  page: PageEntry;
  extra?: string | undefined;
  onClick?: () => void;
}) {
  const [isHere] = useRoute(page.pattern ?? page.path);
  const Icon = page.icon;
  return (
    <Link
      href={page.path}
      class={`${css.item} ${extra}`}
      aria-current={isHere ? "page" : undefined}
      {...(onClick ? { onClick } : {})}
    >
      <Icon aria-hidden="true" />
      <span>{shell.value[page.name]}</span>
    </Link>
  );
}
