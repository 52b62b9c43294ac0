/** A call of a program in the demo. `key` names the key that it uses. */
export type DemoCall = {
  key: KeyName;
  path: "chat/completions" | "messages" | "responses";
  body: Record<string, unknown>;
  headers?: Record<string, string>;
  /** The program disconnects after this many bytes of a stream. */
  leavesAfterBytes?: number;
};

export const KEYS = {
  "Website chat": {},
  "Code review": { expires_at: null },
  "Nightly summaries": { models: ["claude-haiku-5-5"] },
  Research: { budget: { limit: "2.00", period: "day" } },
} as const;
export type KeyName = keyof typeof KEYS;

/** The same numbers in every run, so that two demos look the same. */
export function dice(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

// Long enough for every model's prompt cache.
const HANDBOOK = Array.from(
  { length: 160 },
  (_, index) =>
    `Rule ${index + 1}: a review says what is wrong, where, why it matters to the one who will maintain it, and what to do instead.`,
).join("\n");

const QUESTIONS = [
  "Do you ship to Norway, and how long does it take?",
  "My parcel has not arrived. What can I do?",
  "Which of your bicycles fits somebody who is 1.60 m tall?",
  "Can I change the address of an order that I placed this morning?",
  "这辆自行车的保修期是多久？",
];

const chat = (roll: (most: number) => number, extra = ""): DemoCall => ({
  key: "Website chat",
  path: "chat/completions",
  body: {
    model: "claude-sonnet-5-5",
    stream: true,
    messages: [
      { role: "system", content: "You answer the customers of a bicycle shop." },
      { role: "user", content: `${QUESTIONS[roll(QUESTIONS.length)]} [[answer-tokens:${60 + roll(240)}]]${extra}` },
    ],
  },
});

/** Turns of one review: the first writes the handbook into the prompt cache, the others read it there. */
function review(roll: (most: number) => number, turns: number): DemoCall[] {
  const ttl = roll(2) === 0 ? "5m" : "1h";
  const id = `review-${roll(1_000_000)}`;
  const messages: { role: string; content: string }[] = [];
  return Array.from({ length: turns }, (_, turn) => {
    messages.push({ role: "user", content: `Review part ${turn + 1} of the change. [[answer-tokens:${200 + roll(600)}]]` });
    const body = {
      model: "claude-opus-5-5",
      max_tokens: 4_000,
      stream: turn % 2 === 0,
      system: [{ type: "text", text: HANDBOOK, cache_control: { type: "ephemeral", ttl } }],
      messages: [...messages],
    };
    messages.push({ role: "assistant", content: `Part ${turn + 1} is fine but for one name.` });
    return { key: "Code review", path: "messages", body, headers: { "x-session-id": id } };
  });
}

const summary = (roll: (most: number) => number): DemoCall => ({
  key: "Nightly summaries",
  path: "responses",
  body: {
    model: "claude-haiku-5-5",
    input: `Summarise the ${20 + roll(200)} orders of the day in three sentences. [[answer-tokens:${80 + roll(120)}]]`,
    store: false,
  },
});

const search = (roll: (most: number) => number): DemoCall => ({
  key: "Research",
  path: "messages",
  body: {
    model: "claude-sonnet-4-6",
    max_tokens: 2_000,
    tools: [{ type: "web_search_20250305", name: "web_search", max_uses: 4 }],
    messages: [
      { role: "user", content: `What is new about electric bicycles? [[server-tools:${1 + roll(3)} 3000]] [[answer-tokens:300]]` },
    ],
  },
});

/** The failures of a week: the upstream fails, cuts an answer off or refuses, and a reader disconnects. */
function mishap(roll: (most: number) => number): DemoCall {
  const faults = ["server-error", "overloaded", 'cut {"afterEvent":8}', "refusal-before-output", 'error-event {"afterEvent":6}'];
  const number = roll(faults.length + 1);
  if (number === faults.length) return { ...chat(roll), leavesAfterBytes: 1_500 };
  return chat(roll, ` [[fault:${faults[number]}]]`);
}

/** The calls of one day in their order; a weekend is quieter. */
export function callsOf(day: Date, roll: (most: number) => number): { hour: number; call: DemoCall }[] {
  const isWeekend = [0, 6].includes(day.getUTCDay());
  const calls: { hour: number; call: DemoCall }[] = [];
  const add = (hour: number, ...some: DemoCall[]) => {
    some.forEach((call, index) => {
      calls.push({ hour: hour + index / 40, call });
    });
  };
  add(1, ...Array.from({ length: 3 + roll(3) }, () => summary(roll)));
  for (const hour of [8, 10, 13, 15, 19])
    add(hour + roll(60) / 60, ...Array.from({ length: 1 + roll(isWeekend ? 2 : 4) }, () => chat(roll)));
  if (!isWeekend) add(9 + roll(120) / 60, ...review(roll, 3 + roll(4)));
  if (!isWeekend) add(14 + roll(60) / 60, ...review(roll, 2 + roll(3)));
  if (roll(2) === 0) add(11 + roll(60) / 60, search(roll), search(roll));
  add(16 + roll(120) / 60, mishap(roll));
  return calls.sort((left, right) => left.hour - right.hour);
}
