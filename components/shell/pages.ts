import {
  Activity,
  ChartColumn,
  CircleUserRound,
  CreditCard,
  Gauge,
  House,
  KeyRound,
  ReceiptText,
  ShieldAlert,
  Tags,
  Ticket,
  TriangleAlert,
  Waypoints,
} from "lucide-react";

/** A page of the navigation. `name` is its text below `shell.nav`. */
export type ShellPage = {
  href: string;
  name:
    | "overview"
    | "usage"
    | "calls"
    | "keys"
    | "billing"
    | "account"
    | "adminOverview"
    | "prices"
    | "upstreams"
    | "limits"
    | "payments"
    | "codes"
    | "failures";
  Icon: typeof House;
  /** The second key of the shortcut "g …". */
  key: string;
};

const OVERVIEW: ShellPage = { href: "/overview", name: "overview", Icon: House, key: "o" };
const USAGE: ShellPage = { href: "/usage", name: "usage", Icon: ChartColumn, key: "u" };
const KEYS: ShellPage = { href: "/keys", name: "keys", Icon: KeyRound, key: "k" };
const BILLING: ShellPage = { href: "/billing", name: "billing", Icon: CreditCard, key: "b" };
const ACCOUNT: ShellPage = { href: "/account", name: "account", Icon: CircleUserRound, key: "a" };

export const PORTAL_PAGES: readonly ShellPage[] = [
  OVERVIEW,
  USAGE,
  { href: "/calls", name: "calls", Icon: ReceiptText, key: "c" },
  KEYS,
  BILLING,
  ACCOUNT,
];
/** Those of the bar at the foot of narrow screens, beside "More". */
export const FOOT_PAGES: readonly ShellPage[] = [OVERVIEW, USAGE, KEYS, BILLING];

export const ADMIN_PAGES: readonly ShellPage[] = [
  { href: "/admin", name: "adminOverview", Icon: Activity, key: "m" },
  { href: "/admin/prices", name: "prices", Icon: Tags, key: "p" },
  { href: "/admin/upstreams", name: "upstreams", Icon: Waypoints, key: "n" },
  { href: "/admin/limits", name: "limits", Icon: Gauge, key: "l" },
  { href: "/admin/payments", name: "payments", Icon: ShieldAlert, key: "y" },
  { href: "/admin/codes", name: "codes", Icon: Ticket, key: "e" },
  { href: "/admin/failures", name: "failures", Icon: TriangleAlert, key: "f" },
];

/** Whether an address belongs to a page. The overview of the admins is the address of its neighbours' beginning, so it counts alone. */
export function isPageOf({ href }: ShellPage, path: string): boolean {
  return path === href || (href !== "/admin" && path.startsWith(`${href}/`));
}
