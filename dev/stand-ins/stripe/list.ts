import { type Form, textAt } from "./form";

type Listed = { id: string; created: number };

const DEFAULT_LIMIT = 10;
const MOST = 100;

/** One page, newest first, in Stripe's list shape. */
export function listPage<T extends Listed>(all: Iterable<T>, query: Form, url: string, isWanted: (each: T) => boolean = () => true) {
  const wanted = [...all].reverse().filter((each) => isWanted(each) && isCreatedWithin(each, query));
  const limit = Math.min(MOST, Number.parseInt(textAt(query, "limit") ?? String(DEFAULT_LIMIT), 10));
  const after = textAt(query, "starting_after");
  const before = textAt(query, "ending_before");
  const end = before ? wanted.findIndex((each) => each.id === before) : wanted.length;
  const start = after ? wanted.findIndex((each) => each.id === after) + 1 : before ? Math.max(0, end - limit) : 0;
  const data = wanted.slice(start, Math.min(end, start + limit));
  return { object: "list" as const, url, has_more: before ? start > 0 : start + limit < end, data };
}

function isCreatedWithin(each: Listed, query: Form): boolean {
  const bound = (name: string) => {
    const text = textAt(query, "created", name);
    return text === null ? null : Number.parseInt(text, 10);
  };
  const [gte, gt, lte, lt] = [bound("gte"), bound("gt"), bound("lte"), bound("lt")];
  if (gte !== null && each.created < gte) return false;
  if (gt !== null && each.created <= gt) return false;
  if (lte !== null && each.created > lte) return false;
  return lt === null || each.created < lt;
}
