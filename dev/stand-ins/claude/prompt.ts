import { createHash } from "node:crypto";
import { invalid } from "./errors";
import type { Model } from "./models";
import { type Block, blocksOf, type CacheTtl, type MessagesRequest, type Tool, type Turn } from "./request";
import { countBlock } from "./tokens";

/** One block of the prompt in the order in which the model reads it: tools, system, messages. */
export type PromptBlock = {
  section: "tools" | "system" | "messages";
  role: string;
  block: Block;
  tokens: number;
  marker: CacheTtl | null;
};

// The hidden instructions that come with tools, and the original's descriptions of its own tools.
const TOOL_PROMPT_TOKENS = 286;
const KNOWN_TOOL_TOKENS = 700;
const TURN_TOKENS = 4;
const NEVER_CACHED = new Set(["thinking", "redacted_thinking"]);

export function promptBlocks(request: MessagesRequest, model: Model): PromptBlock[] {
  const blocks: PromptBlock[] = [];
  const push = (section: PromptBlock["section"], role: string, block: Block, extraTokens: number) =>
    blocks.push({ section, role, block, tokens: countBlock(block, model) + extraTokens, marker: markerOf(block) });

  for (const [index, tool] of (request.tools ?? []).entries())
    push("tools", "tool", tool as unknown as Block, (index === 0 ? TOOL_PROMPT_TOKENS : 0) + (isKnown(tool) ? KNOWN_TOOL_TOKENS : 0));
  for (const block of blocksOf(request.system)) push("system", "system", block, 0);
  for (const turn of model.keepsThinking ? request.messages : withoutOldThinking(request.messages))
    for (const [index, block] of blocksOf(turn.content).entries()) push("messages", turn.role, block, index === 0 ? TURN_TOKENS : 0);
  if (request.cache_control) markLast(blocks, request.cache_control.ttl ?? "5m");
  return blocks;
}

function isKnown({ type }: Tool): boolean {
  return typeof type === "string" && type !== "custom";
}

/**
 * A hash per block that stands for everything up to and including it. A change that affects only a later section (speed, tool choice,
 * images, thinking) is mixed in where that section begins.
 */
export function prefixHashes(blocks: PromptBlock[], request: MessagesRequest, model: Model): string[] {
  let previous = model.id;
  let section = "";
  return blocks.map((each) => {
    const hash = createHash("sha256").update(previous);
    if (each.section !== section) {
      if (each.section !== "tools" && (section === "tools" || section === "")) hash.update(systemSalt(request));
      if (each.section === "messages") hash.update(messagesSalt(request, blocks, model));
      section = each.section;
    }
    previous = hash
      .update(each.role)
      .update(JSON.stringify(withoutMarkers(each.block)))
      .digest("base64");
    return previous;
  });
}

function markerOf(block: Block): CacheTtl | null {
  if (block.cache_control) return block.cache_control.ttl ?? "5m";
  if (block.type !== "tool_result" || !Array.isArray(block.content)) return null;
  const inner = (block.content as Block[]).findLast((each) => each.cache_control);
  return inner?.cache_control ? (inner.cache_control.ttl ?? "5m") : null;
}

/** The automatic marker: on the last block that can carry one. */
function markLast(blocks: PromptBlock[], ttl: CacheTtl): void {
  const last = blocks.findLast((each) => !NEVER_CACHED.has(each.block.type) && each.block.text !== "");
  if (!last) return;
  if (last.marker !== null && last.marker !== ttl)
    throw invalid(
      `Top-level cache_control has ttl='${ttl}' but the target block already has cache_control with ttl='${last.marker}'. When both are specified on the same block, they must have matching TTLs.`,
    );
  last.marker = ttl;
}

function systemSalt(request: MessagesRequest): string {
  return request.speed === "fast" ? "fast" : "";
}

function messagesSalt(request: MessagesRequest, blocks: PromptBlock[], model: Model): string {
  const hasImages = blocks.some((each) => each.block.type === "image");
  const effort = request.output_config?.effort ?? model.defaultEffort;
  return JSON.stringify([request.tool_choice ?? { type: "auto" }, hasImages, request.thinking ?? null, effort]);
}

function withoutMarkers(block: Block): Block {
  const { cache_control: _, ...rest } = block;
  return Array.isArray(rest.content) ? { ...rest, content: (rest.content as Block[]).map(withoutMarkers) } : (rest as Block);
}

/** Older models do not see the thinking of turns before the newest question. */
function withoutOldThinking(turns: Turn[]): Turn[] {
  const newest = turns.findLastIndex(
    (turn) => turn.role === "user" && blocksOf(turn.content).some((block) => block.type !== "tool_result"),
  );
  return turns.map((turn, index) =>
    index < newest && turn.role === "assistant" && Array.isArray(turn.content)
      ? { ...turn, content: turn.content.filter((block) => !NEVER_CACHED.has(block.type)) }
      : turn,
  );
}
