import { words } from "./language";

export const roleWords = words(
  {
    long: { VIEWER: "Viewer: looks", OPERATOR: "Operator: prints", ADMIN: "Administrator: manages" },
    short: { VIEWER: "Viewer", OPERATOR: "Operator", ADMIN: "Administrator" },
  },
  {
    long: { VIEWER: "Betrachter: sieht zu", OPERATOR: "Bediener: druckt", ADMIN: "Verwalter: verwaltet" },
    short: { VIEWER: "Betrachter", OPERATOR: "Bediener", ADMIN: "Verwalter" },
  },
);
