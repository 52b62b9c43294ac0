import { assistant, HI, marker, type Refusal, text, user } from "@/lib/relay/testing/claude-refusals/refusal";

const system = (...blocks: object[]) => ({ system: blocks });
const told = (...content: object[]) => ({ messages: [{ role: "system", content }, HI] });
const FOUR = [1, 2, 3, 4].map((n) => text(`${n}`, marker()));
const FIVE = [...FOUR, text("5", marker())];
const ORDER =
  "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.";

/** Where a prompt is cached. */
export const OF_MARKERS: Refusal[] = [
  {
    name: "five markers",
    ask: system(...FIVE),
    says: "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    source: "tghamm/Anthropic.SDK#50",
    messages: "passed on",
    chat: told(...FIVE),
    becomes: { param: "messages.0.content.4.cache_control" },
  },
  {
    name: "an hour after five minutes",
    ask: system(text("a", marker("5m")), text("b", marker("1h"))),
    says: `system.1.cache_control.ttl: ${ORDER}`,
    source: "headroomlabs-ai/headroom#2939",
    messages: "passed on",
    chat: told(text("a", marker("5m")), text("b", marker("1h"))),
    becomes: { param: "messages.0.content.1.cache_control" },
  },
  {
    name: "a lifetime that is none",
    ask: system(text("a", marker("10m"))),
    says: "system.0.cache_control.ephemeral.ttl: Input should be '5m' or '1h'",
    source: null,
    messages: "passed on",
    chat: told(text("a", marker("10m"))),
    becomes: { param: "messages.0.content.0.cache_control.ttl" },
  },
  {
    name: "an automatic marker of no lifetime",
    ask: { cache_control: marker("10m") },
    says: "cache_control.ephemeral.ttl: Input should be '5m' or '1h'",
    source: null,
    messages: "passed on",
    chat: { cache_control: marker("10m") },
    becomes: { param: "cache_control.ttl" },
  },
  {
    name: "a marker of another kind",
    ask: system(text("a", { type: "eternal" })),
    says: "system.0.cache_control.type: Input should be 'ephemeral'",
    source: null,
    messages: "passed on",
    chat: told(text("a", { type: "eternal" })),
    becomes: { param: "messages.0.content.0.cache_control.type" },
  },
  {
    name: "a marker on nothing",
    ask: system(text("a"), text("", marker())),
    says: "system.1.text: cache_control cannot be set for empty text blocks",
    source: "anthropics/claude-code#54039",
    messages: "passed on",
    chat: told(text("a"), text("", marker())),
    becomes: { param: "messages.0.content.1.cache_control" },
  },
  {
    name: "a marker on thinking",
    ask: {
      messages: [HI, assistant({ type: "thinking", thinking: "So.", signature: "EqQB", cache_control: marker() }, text("y")), HI],
    },
    says: "messages.1.content.0.thinking.cache_control: Extra inputs are not permitted",
    source: null,
    messages: "passed on",
  },
  {
    name: "an automatic marker that differs from the last block's",
    ask: { messages: [user(text("a", marker("5m")))], cache_control: marker("1h") },
    says: `cache_control.ttl: ${ORDER}`,
    source: null,
    messages: "passed on",
    chat: { messages: [user(text("a", marker("5m")))], cache_control: marker("1h") },
    becomes: { param: "cache_control" },
  },
  {
    name: "the other way round",
    ask: { messages: [user(text("a", marker("1h")))], cache_control: marker("5m") },
    says: "Top-level cache_control has ttl='5m' but the target block already has cache_control with ttl='1h'. When both are specified on the same block, they must have matching TTLs.",
    source: "vellum-ai/vellum-assistant#23414",
    messages: "passed on",
    chat: { messages: [user(text("a", marker("1h")))], cache_control: marker("5m") },
    becomes: { param: "cache_control" },
  },
];
