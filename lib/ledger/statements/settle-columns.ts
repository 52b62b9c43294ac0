import type { Settlement } from "@/lib/ledger/settlement";

export type Value = string | number | bigint | boolean | null;
/** One parameter of the settle functions. Text is quoted inside an array, everything else needs no quotes. */
export type Column =
  | { kind: "plain"; value: (settlement: Settlement) => Value }
  | { kind: "text"; value: (settlement: Settlement) => string | null };

const plain = (value: (settlement: Settlement) => Value): Column => ({ kind: "plain", value });
const text = (value: (settlement: Settlement) => string | null): Column => ({ kind: "text", value });

const WORKSPACE_ID = plain((each) => each.workspaceId);
const ID = plain((each) => each.id);
const PRICE = plain((each) => each.priceNano);

/** In the order of the functions' parameters. */
export const COLUMNS: Column[] = [
  WORKSPACE_ID,
  ID,
  plain((each) => each.keyId),
  text((each) => each.modelId),
  plain((each) => each.priceVersion),
  plain((each) => each.outcome),
  text((each) => each.reason),
  text((each) => each.endpoint),
  plain((each) => each.isStream),
  text((each) => each.upstream),
  text((each) => each.upstreamRequestId),
  plain((each) => each.httpStatus),
  text((each) => each.stopReason),
  plain((each) => each.usage.tokens.input),
  plain((each) => each.usage.tokens.cacheWrite5m),
  plain((each) => each.usage.tokens.cacheWrite1h),
  plain((each) => each.usage.tokens.cacheRead),
  plain((each) => each.usage.tokens.output),
  plain((each) => each.usage.thinkingTokens),
  plain((each) => each.usage.webSearches),
  text((each) => each.usage.modifiers.join(",")),
  plain((each) => each.usage.isEstimated),
  PRICE,
  plain((each) => each.upstreamCostNano),
  plain((each) => each.firstByteMs),
  plain((each) => each.totalMs),
];

/** What the type settle_row consists of, in its order. */
export const ROW_COLUMNS = COLUMNS.filter((column) => column !== WORKSPACE_ID && column !== ID && column !== PRICE);
