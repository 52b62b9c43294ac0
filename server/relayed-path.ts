/** The API, its base URL, and the probe that Claude Code sends before its first call. */
const RELAYED = /^\/api\/?((?<=\/)(v1|api)(?=[/?]|$)|(?=\?|$))/;

/** Whether the relay answers a request for this path and query; everything else is a page. */
export function isRelayed(target: string): boolean {
  return RELAYED.test(target);
}
