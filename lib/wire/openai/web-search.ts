import { isAbsent, requireObject } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";
import { namesBeyond } from "@/lib/wire/openai/unsupported-parameter";

const OPENAI_NAME = /^web_search(_preview)?(_\d{4}_\d{2}_\d{2}|_\d{8})?$/;
// The version that answers in words only: the later one also runs code.
const CLAUDES_OWN = { type: "web_search_20250305", name: "web_search" };
/** The most searches that help one answer. Each is paid for, and its results are read as input. */
const MOST_SEARCHES = 5;

const READ = new Set(["type", "name", "filters", "user_location", "external_web_access", "allowed_domains", "blocked_domains", "max_uses"]);
const READ_FILTERS = new Set(["allowed_domains", "blocked_domains"]);
const LOCATION = ["city", "region", "country", "timezone"] as const;

export function isWebSearch(type: string): boolean {
  return OPENAI_NAME.test(type);
}

/**
 * Claude's own web search for OpenAI's tool, or for its `web_search_options`. Null where the caller forbids the live web: Claude has no
 * cached copy to search instead. `ignored` receives what has no equivalent.
 */
export function webSearchTool(requested: JsonObject, param: string, ignored: string[]): JsonObject | null {
  if (requested.external_web_access === false) return null;
  ignored.push(...namesBeyond(requested, READ).map((name) => `${param}.${name}`));
  const filters = isAbsent(requested.filters) ? requested : requireObject(requested.filters, `${param}.filters`);
  if (filters !== requested) ignored.push(...namesBeyond(filters, READ_FILTERS).map((name) => `${param}.filters.${name}`));
  const location = locationOf(requested.user_location);
  const maxUses =
    typeof requested.max_uses === "number" && requested.max_uses > 0 ? Math.min(requested.max_uses, MOST_SEARCHES) : MOST_SEARCHES;
  return {
    ...CLAUDES_OWN,
    max_uses: maxUses,
    // The upstream takes only one of the two.
    ...(hasDomains(filters.allowed_domains)
      ? { allowed_domains: filters.allowed_domains }
      : hasDomains(filters.blocked_domains) && { blocked_domains: filters.blocked_domains }),
    ...(location && { user_location: location }),
  };
}

function hasDomains(domains: unknown): boolean {
  return Array.isArray(domains) && domains.length > 0;
}

function locationOf(requested: unknown): JsonObject | undefined {
  if (!isObject(requested)) return undefined;
  const place = isObject(requested.approximate) ? requested.approximate : requested;
  const known = LOCATION.filter((name) => typeof place[name] === "string" && place[name] !== "");
  return known.length === 0 ? undefined : { type: "approximate", ...Object.fromEntries(known.map((name) => [name, place[name]])) };
}
