import { type Answered, authenticate, type Received } from "./call";
import { ApiError, invalid, notOneOf } from "./errors";
import { ERROR_FAULTS } from "./fault-errors";
import { REPLY_FAULTS } from "./fault-reply";
import type { Endpoint } from "./faults";
import { checkProfileFields } from "./profile-fields";
import { jsonReply } from "./reply";
import type { StandIn } from "./stand-in";

const USUAL_PAGE = 20;
const LARGEST_PAGE = 100;
const STATUSES = ["unrestricted", "pending", "restricted", "banned"];
const QUERY = new Set(["limit", "page", "order", "order_by", "enforcement_status[]", "enforcement_status"]);

/** `/v1/user_profiles` and everything below it; null for other paths. */
export function answerProfiles(standIn: StandIn, received: Received): Answered | null {
  const [, id] = /^\/v1\/user_profiles(?:\/([^/]+))?$/.exec(received.path) ?? [];
  if (!received.path.startsWith("/v1/user_profiles")) return null;
  const account = authenticate(received.headers);
  if (!received.headers["anthropic-version"]) throw invalid("anthropic-version: header is required");
  const endpoint: Endpoint = id ? "user_profile" : received.method === "POST" ? "new_user_profile" : "user_profiles";
  const fault = standIn.faults.take(account, endpoint);
  received.onFault(fault);
  const refusal = fault && ERROR_FAULTS[fault.name]?.(fault.options);
  if (refusal) throw refusal;
  const reply = jsonReply(200, JSON.stringify(bodyOf(standIn, received, account, id && decodeURIComponent(id))));
  return { reply: (fault && REPLY_FAULTS[fault.name]?.(reply, fault.options)) ?? reply, usage: null, begin: () => undefined };
}

function bodyOf({ profiles }: StandIn, received: Received, account: string, id: string | undefined): object {
  const { method, nowMs } = received;
  const fields = (isChange: boolean) => checkProfileFields(received.json(), { isChange, nowMs });
  switch (`${method} ${id === undefined ? "all" : "{id}"}`) {
    case "POST all":
      return profiles.add(account, fields(false), nowMs);
    case "GET all":
      return page({ profiles }, received, account);
    case "GET {id}":
      return profiles.find(account, id as string, nowMs);
    case "POST {id}":
      return profiles.change(account, id as string, fields(true), nowMs);
    case "DELETE {id}":
      profiles.remove(account, id as string, nowMs);
      return { id, type: "user_profile_deleted" };
    default:
      throw new ApiError(405, "Method Not Allowed");
  }
}

/** With a status, a page may hold fewer profiles than asked for and still name a next one: as the original, it looks through a page's worth. */
function page({ profiles }: Pick<StandIn, "profiles">, { query, nowMs }: Received, account: string): object {
  for (const name of query.keys()) if (!QUERY.has(name)) throw invalid(`${name}: Extra inputs are not permitted`);
  const limit = Number.parseInt(query.get("limit") ?? `${USUAL_PAGE}`, 10);
  if (!(limit >= 1 && limit <= LARGEST_PAGE)) throw invalid(`limit: Input should be between 1 and ${LARGEST_PAGE}`);
  const wanted = [...query.getAll("enforcement_status[]"), ...query.getAll("enforcement_status")];
  if (wanted.some((status) => !STATUSES.includes(status))) throw notOneOf("enforcement_status", STATUSES);
  const all = profiles.list(account, nowMs).map(({ profile }) => profile);
  if (query.get("order") === "asc") all.reverse();
  const from = Number.parseInt(query.get("page")?.replace("page_", "") ?? "0", 10);
  if (Number.isNaN(from)) throw invalid("page: Input should be a valid page");
  const looked = all.slice(from, from + limit);
  const data = wanted.length === 0 ? looked : looked.filter((each) => wanted.includes(each.enforcement_status));
  return { data, next_page: from + limit < all.length ? `page_${from + limit}` : null };
}
