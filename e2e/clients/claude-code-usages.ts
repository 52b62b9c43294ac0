/** An answer as the upstream reports it, and its price. */
export type Billed = {
  name: string;
  model: string;
  usage: object;
  /** Set where the answer names another model as its own. */
  answeredBy?: string;
  /** Its price by the published prices, in dollars, calculated by hand. */
  charge: string;
  /** Set where Claude Code 2.1.332 prints another sum: that sum, and why ours is right. */
  apart?: { claudeCode: string; because: string };
};

const NO_CACHE = { cache_read_input_tokens: 0, ...written(0, 0) };
const ONE_OF_EACH = { input_tokens: 12, output_tokens: 150, cache_read_input_tokens: 20_000, ...written(1_000, 2_000) };

export const BILLED: Billed[] = [
  { name: "a plain answer", model: "claude-sonnet-4-6", usage: plain(1_000, 200), charge: "0.006" },
  {
    name: "a five-minute write, and a read",
    model: "claude-sonnet-4-6",
    usage: { input_tokens: 12, output_tokens: 150, cache_read_input_tokens: 20_000, ...written(3_000, 0) },
    charge: "0.019536",
  },
  { name: "both lifetimes, and a read", model: "claude-sonnet-4-6", usage: ONE_OF_EACH, charge: "0.024036" },
  { name: "the same of Opus 5.5", model: "claude-opus-5-5", usage: ONE_OF_EACH, charge: "0.028048" },
  { name: "the same of Sonnet 5.5", model: "claude-sonnet-5-5", usage: ONE_OF_EACH, charge: "0.014024" },
  { name: "the same of Fable 5.2", model: "claude-fable-5-2", usage: ONE_OF_EACH, charge: "0.052096" },
  { name: "Haiku 5.5 up to its step", model: "claude-haiku-5-5", usage: plain(100_000, 1_000), charge: "0.0105" },
  { name: "Haiku 5.5 above it", model: "claude-haiku-5-5", usage: plain(100_001, 1_000), charge: "0.0525005" },
  {
    name: "two samplings of Haiku 5.5, each below the step",
    model: "claude-haiku-5-5",
    usage: { ...plain(130_000, 400), iterations: [sampling(60_000, 200), sampling(70_000, 200)] },
    charge: "0.0132",
  },
  {
    name: "two samplings of Haiku 5.5, one of them above",
    model: "claude-haiku-5-5",
    usage: { ...plain(160_001, 400), iterations: [sampling(60_000, 200), sampling(100_001, 200)] },
    charge: "0.0566005",
  },
  {
    name: "a fallback after a model that declined",
    model: "claude-opus-5-5",
    answeredBy: "claude-sonnet-5",
    usage: {
      ...plain(1_000, 200),
      iterations: [sampling(1_000, 0), { ...adviser("claude-sonnet-5", 1_000, 200), type: "fallback_message" }],
    },
    charge: "0.004",
    // Anthropic's types: each sampling has the price of its own model, and one without output is free.
    apart: { claudeCode: "0.008", because: "Claude Code has the price of the model that it asked" },
  },
  {
    name: "another model, which nobody named and no list tells of",
    model: "claude-opus-5-5",
    answeredBy: "claude-sonnet-5",
    usage: plain(1_000, 200),
    // Decision 0034: the requested model is the agreed one, and the log has an error.
    charge: "0.008",
  },
  {
    name: "a speed that has no price for this model",
    model: "claude-sonnet-5-5",
    usage: { ...plain(1_000, 200), speed: "fast" },
    charge: "0.004",
  },
  {
    name: "a place of inference that has none",
    model: "claude-haiku-4-5",
    usage: { ...plain(1_000, 200), inference_geo: "us" },
    charge: "0.002",
    // Anthropic's page on prices: the factor begins with 4.6, and older models refuse the field. The log has an error.
    apart: { claudeCode: "0.0022", because: "Claude Code has the factor for every model" },
  },
  { name: "fast mode", model: "claude-opus-5-5", usage: { ...ONE_OF_EACH, speed: "fast" }, charge: "0.056096" },
  { name: "fast mode of Mythos 5.2", model: "claude-mythos-5-2", usage: { ...plain(12, 150), speed: "fast" }, charge: "0.012192" },
  { name: "inference in the US alone", model: "claude-opus-5-5", usage: { ...plain(1_000, 150), inference_geo: "us" }, charge: "0.0077" },
  {
    name: "both",
    model: "claude-opus-5-5",
    usage: { ...plain(12, 150), speed: "fast", inference_geo: "us" },
    charge: "0.0067056",
  },
  {
    name: "an adviser",
    model: "claude-sonnet-5-5",
    usage: { ...plain(1_000, 200), iterations: [sampling(1_000, 200), adviser("claude-opus-5-5", 300, 50)] },
    charge: "0.0062",
  },
  {
    name: "an adviser of a fast call, which is not fast",
    model: "claude-opus-5-5",
    usage: { ...plain(1_000, 200), speed: "fast", iterations: [sampling(1_000, 200), adviser("claude-fable-5-2", 300, 50)] },
    charge: "0.0204",
  },
  {
    name: "an adviser of a call in the US",
    model: "claude-sonnet-5-5",
    usage: { ...plain(1_000, 200), inference_geo: "us", iterations: [sampling(1_000, 200), adviser("claude-opus-5-5", 300, 50)] },
    charge: "0.00682",
  },
  {
    name: "a compaction, which the sums leave out",
    model: "claude-sonnet-5-5",
    usage: { ...plain(5, 50), iterations: [{ ...sampling(9_000, 1_200), type: "compaction" }, sampling(5, 50)] },
    charge: "0.03051",
    // Anthropic's types: the samplings are what is billed, and the sums at the top leave compaction out.
    apart: { claudeCode: "0.00051", because: "Claude Code leaves out what the upstream bills" },
  },
  {
    name: "several samplings",
    model: "claude-sonnet-5-5",
    usage: { ...plain(3_000, 600), iterations: [sampling(1_000, 200), sampling(2_000, 400)] },
    charge: "0.012",
  },
  {
    name: "lifetimes that one sampling states and the other does not",
    model: "claude-sonnet-5-5",
    usage: {
      ...plain(30, 60),
      ...written(0, 4_000),
      iterations: [
        { ...sampling(10, 20), ...written(0, 3_000) },
        { ...sampling(20, 40), cache_creation_input_tokens: 1_000 },
      ],
    },
    charge: "0.01666",
  },
  {
    name: "searches of the web",
    model: "claude-sonnet-5-5",
    usage: { ...plain(1_000, 200), server_tool_use: { web_search_requests: 3, web_fetch_requests: 0 } },
    charge: "0.034",
  },
];

function plain(input_tokens: number, output_tokens: number) {
  return { ...NO_CACHE, input_tokens, output_tokens };
}

function written(fiveMinutes: number, hour: number) {
  return {
    cache_creation_input_tokens: fiveMinutes + hour,
    cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: hour },
  };
}

function sampling(input_tokens: number, output_tokens: number) {
  return { type: "message", input_tokens, output_tokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
}

function adviser(model: string, input_tokens: number, output_tokens: number) {
  return { ...sampling(input_tokens, output_tokens), type: "advisor_message", model };
}
