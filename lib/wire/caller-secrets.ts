const LONGEST_SECRET = 512;
const PLAIN_SECRET = /^[\w-]{1,512}$/;

/**
 * The key secrets of a request, in the order in which to try them: `x-api-key`, then `Authorization: Bearer`. Claude Code with a key helper
 * sends both with different values: the second counts when the first is unknown. At most two; empty when there is none.
 */
export function callerSecrets(headers: Record<string, string | undefined>): string[] {
  const key = headers["x-api-key"];
  // Most clients send this.
  if (key !== undefined && headers.authorization === undefined && PLAIN_SECRET.test(key)) return [key];
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization?.slice(0, LONGEST_SECRET) ?? "")?.[1];
  const offered = [headers["x-api-key"]?.trim(), bearer].filter((each): each is string => !!each && each.length <= LONGEST_SECRET);
  return [...new Set(offered)];
}
