import { invalid } from "./errors";
import { type Block, blocksOf, type Turn } from "./request";

const ID = /^[a-zA-Z0-9_-]+$/;
const NAME = /^[a-zA-Z0-9_-]{1,128}$/;

/** Calls and their results: named in the original's alphabet, one result for each call, in adjacent turns. */
export function checkPairs(turns: Turn[]): void {
  const known = new Set<string>();
  const merged = withoutNeighbours(turns);
  for (const [index, { at, blocks }] of merged.entries()) {
    const before = merged[index - 1];
    const called = new Set(before ? usesIn(before.blocks).map((use) => String(use.id)) : []);
    checkResults(blocks, at, called);
    for (const [place, block] of blocks.entries()) {
      if (block.type !== "tool_use") continue;
      checkUse(block, `messages.${at}.content.${place}.tool_use`);
      if (known.has(String(block.id))) throw invalid(`messages.${at}.content.${place}: \`tool_use\` ids must be unique`);
      known.add(String(block.id));
    }
  }
  const last = merged.at(-1);
  if (last) refuseOpen(last.at, usesIn(last.blocks));
}

function checkUse({ id, name, input }: Block, at: string): void {
  if (typeof id !== "string" || !ID.test(id)) throw invalid(`${at}.id: String should match pattern '${ID.source}'`);
  if (typeof name !== "string" || !NAME.test(name)) throw invalid(`${at}.name: String should match pattern '${NAME.source}'`);
  if (typeof input !== "object" || input === null || Array.isArray(input)) throw invalid(`${at}.input: Input should be a valid dictionary`);
}

function checkResults(blocks: Block[], at: number, called: Set<string>): void {
  const seen = new Set<string>();
  let hasOther = false;
  for (const [place, block] of blocks.entries()) {
    if (block.type !== "tool_result") {
      hasOther = true;
      continue;
    }
    const id = String(block.tool_use_id);
    if (!called.has(id))
      throw invalid(
        `messages.${at}.content.${place}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      );
    if (seen.has(id))
      throw invalid(
        `messages.${at}.content.${place}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${id}`,
      );
    if (!hasOther) seen.add(id);
  }
  const open = [...called].filter((id) => !seen.has(id));
  if (open.length > 0) throw unanswered(at - 1, open);
}

function refuseOpen(at: number, uses: Block[]): void {
  if (uses.length > 0)
    throw unanswered(
      at,
      uses.map((use) => String(use.id)),
    );
}

function unanswered(at: number, ids: string[]) {
  return invalid(
    `messages.${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}

/** The original reads adjacent messages of one role as one turn; system messages are not a turn of their own here. */
function withoutNeighbours(turns: Turn[]): { at: number; role: string; blocks: Block[] }[] {
  const merged: { at: number; role: string; blocks: Block[] }[] = [];
  for (const [at, turn] of turns.entries()) {
    if (turn.role === "system") continue;
    const last = merged.at(-1);
    if (last?.role === turn.role) last.blocks.push(...blocksOf(turn.content));
    else merged.push({ at, role: turn.role, blocks: [...blocksOf(turn.content)] });
  }
  return merged;
}

function usesIn(blocks: Block[]): Block[] {
  return blocks.filter((block) => block.type === "tool_use");
}
