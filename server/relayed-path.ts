/**
 * The API under its base URLs, the probe that Claude Code sends before its first call, and the paths of clients with a wrong base URL: they
 * read JSON, and a page would not help them.
 */
const RELAYED =
  /^\/(?:(?:api\/)?v1(?=[/?]|$)|api\/?(?=\?|$)|api\/api(?=[/?]|$)|(?:api\/)?(?:chat\/completions|completions|responses|messages|embeddings)(?=[/?]|$)|api\/models(?=[/?]|$))/;

/** Whether the relay answers a request for this path and query; everything else is a page. */
export function isRelayed(target: string): boolean {
  return RELAYED.test(target);
}
