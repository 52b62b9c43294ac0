/** Where to go after signing in: a path of ours, or the overview for anything that could lead elsewhere. */
export function safeReturnPath(text: unknown): string {
  const start = "/overview";
  if (typeof text !== "string" || !/^\/[^/\\]/.test(text)) return start;
  const base = "http://relais.invalid";
  if (!URL.canParse(text, base)) return start;
  const url = new URL(text, base);
  return url.origin === base ? `${url.pathname}${url.search}${url.hash}` : start;
}
