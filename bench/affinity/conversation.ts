/** Numbers that look random and are the same in every run (Marsaglia's xorshift). */
export function seeded(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const WORDS =
  "const return await function import export value result error test file path line read write call when then each other first last next same type name list item count index start end price token cache account answer request".split(
    " ",
  );
const MARKER = { cache_control: { type: "ephemeral" } };
const TOOLS = ["Read", "Edit", "Bash", "Grep", "Glob", "Write", "Task", "Fetch"];

type Block = Record<string, unknown>;
type Turn = { role: "user" | "assistant"; content: Block[] };

export type Conversation = { session: string; requestAt(turn: number): object };

/**
 * An agent at work, as Claude Code sends it: all conversations share the tools and a long system prompt, then comes a question. Each turn
 * sends the whole history with one more tool call and its result. Markers stand on the system prompt and on the user's last two messages,
 * so they move with every turn.
 */
export function recordConversation(number: number, turns: number): Conversation {
  const random = seeded(number * 7_919);
  const history: Turn[] = [{ role: "user", content: [text(`Task ${number}: ${prose(random, 120)}`)] }];
  for (let turn = 1; turn < turns; turn += 1) {
    const id = `toolu_${number}_${turn}`;
    const name = TOOLS[Math.floor(random() * TOOLS.length)];
    const input = { path: `src/${prose(random, 2).replace(" ", "/")}.ts`, reason: prose(random, 8) };
    history.push({ role: "assistant", content: [text(prose(random, 40)), { type: "tool_use", id, name, input }] });
    const result = prose(random, 150 + Math.floor(random() * 900));
    history.push({ role: "user", content: [{ type: "tool_result", tool_use_id: id, content: result }] });
  }
  return {
    session: `01900000-0000-7000-8000-${String(number).padStart(12, "0")}`,
    requestAt: (turn) => ({
      model: "claude-opus-5",
      max_tokens: 200,
      messages: marked(history.slice(0, turn * 2 - 1)),
      system: SYSTEM,
      tools: TOOL_LIST,
    }),
  };
}

function marked(turns: Turn[]): Turn[] {
  const ofUser = turns.flatMap((turn, index) => (turn.role === "user" ? [index] : [])).slice(-2);
  return turns.map((turn, index) =>
    ofUser.includes(index)
      ? { ...turn, content: turn.content.map((block, at) => (at === turn.content.length - 1 ? { ...block, ...MARKER } : block)) }
      : turn,
  );
}

function text(words: string): Block {
  return { type: "text", text: words };
}

function prose(random: () => number, words: number): string {
  return Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
}

const shared = seeded(42);
const SYSTEM = [text("You are an agent that works on code."), { ...text(prose(shared, 3_000)), ...MARKER }];
const TOOL_LIST = TOOLS.map((name) => ({
  name,
  description: prose(shared, 200),
  input_schema: { type: "object", properties: { path: { type: "string" }, reason: { type: "string" } }, required: ["path"] },
}));
