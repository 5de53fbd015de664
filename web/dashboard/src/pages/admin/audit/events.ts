import type { Operations, Schemas } from "../../../link/api";
import { address, call } from "../../../link/http";

export type AuditEvent = Schemas["SystemEvent"];
type Query = NonNullable<Operations["GET /api/admin/events"]["query"]>;
export type Kind = NonNullable<Query["eventType"]>[number];

/** What is shown of the log; dates as a date field has them, empty for all. */
export interface AuditFilter {
  /** A kind, or what several kinds begin with, such as `file.`. */
  kind: string;
  userId: string;
  from: string;
  to: string;
}

export const NO_FILTER: AuditFilter = { kind: "", userId: "", from: "", to: "" };

/** Each kind once; the compiler sees that none is missing. */
const kinds: Record<Kind, true> = {
  "auth.login": true,
  "auth.login_failed": true,
  "auth.logout": true,
  "auth.refresh_reused": true,
  "auth.password_changed": true,
  "auth.session_revoked": true,
  "user.created": true,
  "user.changed": true,
  "user.role_changed": true,
  "user.activated": true,
  "user.deactivated": true,
  "user.deleted": true,
  "user.password_reset": true,
  "api_key.created": true,
  "api_key.revoked": true,
  "setting.changed": true,
  "file.uploaded": true,
  "file.changed": true,
  "file.deleted": true,
  "trash.restored": true,
  "trash.purged": true,
  "file.sliced": true,
  "profile.created": true,
  "profile.changed": true,
  "profile.deleted": true,
  "backup.ordered": true,
  "backup.made": true,
  "backup.downloaded": true,
  "backup.uploaded": true,
  "backup.deleted": true,
  "backup.restored": true,
  "task.cancelled": true,
  "job.started": true,
  "job.ordered": true,
  "job.changed": true,
  "job.deleted": true,
  "printer.command": true,
  "printer.controlled": true,
  "printer.macro_run": true,
  "printer.prompt_answered": true,
  "printer.connection_ordered": true,
  "printer.reset": true,
  "printer.emergency_stop": true,
  "camera.recorded": true,
  "actor.restarted": true,
  "system.power_ordered": true,
};
export const KINDS = Object.keys(kinds) as Kind[];

const MOST_A_PAGE = 100;

export async function loadEvents(
  filter: AuditFilter,
  count: number,
): Promise<{ list: AuditEvent[]; total: number }> {
  const list: AuditEvent[] = [];
  let total = 0;
  for (let page = 1; list.length < count; page += 1) {
    const limit = Math.min(count, MOST_A_PAGE);
    const answer = await call("GET /api/admin/events", { query: { ...queryOf(filter), page, limit } });
    list.push(...answer.events);
    total = answer.total;
    if (answer.events.length < limit) break;
  }
  return { list: list.slice(0, count), total };
}

export function exportPath(filter: AuditFilter): string {
  return address("/api/admin/events/export", {}, { ...queryOf(filter) });
}

/** Days are those of this device; the last one counts whole. */
export function queryOf({ kind, userId, from, to }: AuditFilter): Query {
  const query: Query = {};
  if (kind) query.eventType = KINDS.filter((one) => one.startsWith(kind));
  if (userId) query.userId = userId;
  if (from) query.from = new Date(`${from}T00:00:00`).toISOString();
  if (to) query.to = new Date(`${to}T23:59:59.999`).toISOString();
  return query;
}

/** The entries of each day, in the order in which they came. */
export function byDay(events: readonly AuditEvent[]): { day: string; events: AuditEvent[] }[] {
  const days: { day: string; events: AuditEvent[] }[] = [];
  for (const event of events) {
    const day = new Date(event.timestamp).toDateString();
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}
