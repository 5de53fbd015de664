import type { ComponentChildren } from "preact";
import type { Resource } from "../lib/resource";
import type { ApiError } from "../link/errors";
import { common } from "../words/common";
import { Button } from "./Button";
import css from "./States.module.css";

/** Nothing there yet: one sentence, and what to do. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon?: ComponentChildren;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}) {
  return (
    <div class={css.empty}>
      {icon && <div class={css.icon}>{icon}</div>}
      <p class={css.title}>{title}</p>
      {children && <p class="muted">{children}</p>}
      {action}
    </div>
  );
}

/** Something to know, beside what it is about. */
export function Notice({
  kind = "info",
  icon,
  children,
  action,
}: {
  kind?: "info" | "good" | "warning" | "error";
  icon?: ComponentChildren;
  children: ComponentChildren;
  action?: ComponentChildren;
}) {
  return (
    <div class={`${css.notice} ${css[kind]}`} role={kind === "error" ? "alert" : undefined}>
      {icon}
      <div class={css.text}>{children}</div>
      {action}
    </div>
  );
}

export function Failed({ error, retry }: { error: ApiError; retry: () => void }) {
  const c = common.value;
  return (
    <Notice
      kind="error"
      action={
        <Button size="small" onClick={retry}>
          {c.retry}
        </Button>
      }
    >
      {error.isOffline ? c.offline : error.message}
    </Notice>
  );
}

export function Skeleton({ height = "6rem" }: { height?: string }) {
  return (
    <div class={css.skeleton} role="status" aria-label={common.value.loading} style={{ minHeight: height }} />
  );
}

/** Content once it is loaded; before that a skeleton, or what went wrong. */
export function Loaded<T>({
  resource,
  height,
  children,
}: {
  resource: Resource<T>;
  height?: string;
  children: (data: T) => ComponentChildren;
}) {
  const { data, error, reload } = resource;
  if (data !== null)
    return (
      <>
        {error && <Failed error={error} retry={reload} />}
        {children(data)}
      </>
    );
  if (error) return <Failed error={error} retry={reload} />;
  return <Skeleton {...(height === undefined ? {} : { height })} />;
}
