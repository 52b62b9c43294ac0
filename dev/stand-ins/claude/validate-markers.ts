import { invalid } from "./errors";
import { type Block, blocksOf, type CacheTtl, type MessagesRequest } from "./request";

const MOST_MARKERS = 4;
const UNMARKABLE = new Set(["thinking", "redacted_thinking"]);

/** The rules for `cache_control`, in prefix order: at most four, known lifetimes, long-lived ones first. */
export function checkMarkers(request: MessagesRequest): void {
  const ttls: { at: string; ttl: CacheTtl }[] = [];
  for (const [at, block] of placedBlocks(request)) {
    const marker = block.cache_control;
    if (!marker) continue;
    if (marker.type !== "ephemeral") throw invalid(`${at}.cache_control.type: Input should be 'ephemeral'`);
    if (marker.ttl !== undefined && marker.ttl !== "5m" && marker.ttl !== "1h")
      throw invalid(`${at}.cache_control.ephemeral.ttl: Input should be '5m' or '1h'`);
    if (UNMARKABLE.has(block.type)) throw invalid(`${at}.${block.type}.cache_control: Extra inputs are not permitted`);
    if (block.type === "text" && block.text === "") throw invalid(`${at}.text: cache_control cannot be set for empty text blocks`);
    ttls.push({ at: `${at}.cache_control`, ttl: marker.ttl ?? "5m" });
  }
  const automatic = request.cache_control;
  if (automatic && automatic.ttl !== undefined && automatic.ttl !== "5m" && automatic.ttl !== "1h")
    throw invalid("cache_control.ephemeral.ttl: Input should be '5m' or '1h'");
  const count = ttls.length + (automatic && !isLastMarked(request) ? 1 : 0);
  if (count > MOST_MARKERS) throw invalid(`A maximum of ${MOST_MARKERS} blocks with cache_control may be provided. Found ${count}.`);
  const inOrder = automatic ? [...ttls, { at: "cache_control", ttl: automatic.ttl ?? "5m" }] : ttls;
  const firstShort = inOrder.findIndex(({ ttl }) => ttl === "5m");
  const late = firstShort < 0 ? undefined : inOrder.slice(firstShort).find(({ ttl }) => ttl === "1h");
  if (late)
    throw invalid(
      `${late.at}.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: \`tools\`, \`system\`, \`messages\`.`,
    );
}

/** Every block that can carry a marker, with its path in errors. */
function* placedBlocks(request: MessagesRequest): Generator<[string, Block]> {
  for (const [index, tool] of (request.tools ?? []).entries()) yield [`tools.${index}`, { ...tool, type: "tool" }];
  for (const [index, block] of blocksOf(request.system).entries()) yield [`system.${index}`, block];
  for (const [turnIndex, turn] of request.messages.entries())
    for (const [index, block] of blocksOf(turn.content).entries()) {
      const at = `messages.${turnIndex}.content.${index}`;
      if (block.type === "tool_result" && Array.isArray(block.content))
        for (const [innerIndex, inner] of (block.content as Block[]).entries()) yield [`${at}.content.${innerIndex}`, inner];
      yield [at, block];
    }
}

function isLastMarked(request: MessagesRequest): boolean {
  return Boolean(blocksOf(request.messages.at(-1)?.content).at(-1)?.cache_control);
}
