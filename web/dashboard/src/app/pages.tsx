import {
  Camera,
  ChartColumn,
  FolderOpen,
  House,
  ListOrdered,
  Settings2,
  ShieldCheck,
  SlidersHorizontal,
} from "lucide-preact";
import type { ComponentType } from "preact";
import { lazy } from "../lib/lazy";
import type { Schemas } from "../link/api";
import type { shell } from "../words/shell";

type Role = Schemas["UserRole"];

export interface PageEntry {
  path: string;
  /** What else belongs to it, such as `/files/:id`. */
  pattern?: string;
  name: Exclude<keyof typeof shell.value, "states" | "stopOne">;
  icon: ComponentType;
  component: ComponentType;
  /** Who sees it; everybody who is signed in by default. */
  role?: Role;
  /** Whether it stands in the tabs of a phone; the others are behind "More". */
  isMain?: boolean;
}

/** The pages, in the order of the navigation. Each is loaded when it is first opened. */
export const pages: readonly PageEntry[] = [
  {
    path: "/",
    name: "home",
    icon: House,
    component: lazy(() => import("../pages/home/Home")),
    isMain: true,
  },
  {
    path: "/control",
    pattern: "/control/*?",
    name: "control",
    icon: SlidersHorizontal,
    component: lazy(() => import("../pages/control/Control")),
    role: "OPERATOR",
    isMain: true,
  },
  {
    path: "/files",
    pattern: "/files/*?",
    name: "files",
    icon: FolderOpen,
    component: lazy(() => import("../pages/files/Files")),
    isMain: true,
  },
  {
    path: "/jobs",
    pattern: "/jobs/*?",
    name: "jobs",
    icon: ListOrdered,
    component: lazy(() => import("../pages/jobs/Jobs")),
    isMain: true,
  },
  {
    path: "/camera",
    pattern: "/camera/*?",
    name: "camera",
    icon: Camera,
    component: lazy(() => import("../pages/camera/Camera")),
  },
  {
    path: "/statistics",
    name: "statistics",
    icon: ChartColumn,
    component: lazy(() => import("../pages/statistics/Statistics")),
  },
  {
    path: "/admin",
    pattern: "/admin/*?",
    name: "admin",
    icon: ShieldCheck,
    component: lazy(() => import("../pages/admin/Admin")),
    role: "ADMIN",
  },
  {
    path: "/settings",
    pattern: "/settings/*?",
    name: "settings",
    icon: Settings2,
    component: lazy(() => import("../pages/settings/Preferences")),
  },
];

const RANK: Record<Role, number> = { VIEWER: 0, OPERATOR: 1, ADMIN: 2 };

/** The pages that a role may see: nobody is shown what would be refused. */
export function pagesOf(role: Role): readonly PageEntry[] {
  return pages.filter((one) => RANK[role] >= RANK[one.role ?? "VIEWER"]);
}
