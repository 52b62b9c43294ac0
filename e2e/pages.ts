/** Every address of the portal that a picture, and the readability test, is taken of. Receipts and single keys have ids, which vary. */
export const OPEN_PAGES = ["/", "/prices", "/docs/api", "/docs/api/calls", "/sign-up", "/sign-in", "/forgot-password"];
export const CUSTOMER_PAGES = ["/overview", "/keys", "/billing", "/usage", "/calls", "/account"];
export const ADMIN_PAGES = [
  "/admin",
  "/admin/prices",
  "/admin/upstreams",
  "/admin/limits",
  "/admin/payments",
  "/admin/codes",
  "/admin/failures",
];
export const SIZES = [
  { width: 360, height: 800 },
  { width: 768, height: 1024 },
  { width: 1280, height: 900 },
];
export const THEMES = ["light", "dark"] as const;
