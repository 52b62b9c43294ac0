import { afterEach, expect, test } from "vitest";
import type { BedrockAccount, BedrockProfile, UpstreamAccount, VertexAccount } from "@/lib/upstreams/account";
import { baseIdOf, bedrockIdOf } from "@/lib/upstreams/bedrock/models";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import type { Upstream } from "@/lib/upstreams/upstream";
import { vertexIdOf, vertexOrigin } from "@/lib/upstreams/vertex/models";

const open: Upstream[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((upstream) => upstream.close()));
});
const create = (account: UpstreamAccount) => {
  const upstream = createUpstream(account);
  open.push(upstream);
  return upstream;
};

const runtime = (profile: BedrockProfile, rest: Partial<BedrockAccount> = {}): BedrockAccount => ({
  kind: "bedrock",
  name: `bedrock-${profile}`,
  region: "us-east-1",
  credentials: { kind: "api-key", secret: "ABSK-test" },
  route: { endpoint: "runtime", profile },
  ...rest,
});
const mantle = runtime("global", { route: { endpoint: "mantle" } });
const google = (location: string): VertexAccount => ({
  kind: "vertex",
  name: "vertex",
  project: "p",
  location,
  credentials: { kind: "adc" },
});

const IDS: [account: BedrockAccount, modelId: string, id: string | null][] = [
  [runtime("us"), "claude-sonnet-4-5-20250929", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"],
  [runtime("global"), "claude-opus-5-5", "global.anthropic.claude-opus-5-5"],
  [runtime("eu"), "claude-fable-5-1", null],
  [runtime("jp"), "claude-sonnet-5-5", null],
  [runtime("apac"), "claude-opus-4-6", "apac.anthropic.claude-opus-4-6-v1"],
  [runtime("global"), "claude-opus-4-1-20250805", null],
  [runtime("global"), "claude-opus-4-20250514", null],
  [runtime("us"), "claude-fable-5-1-x", null],
  [runtime("us"), "constructor", null],
  [runtime("us", { models: ["claude-opus-5"] }), "claude-opus-5-5", null],
  [runtime("us", { modelIds: { "claude-opus-9": "arn:aws:bedrock:x" } }), "claude-opus-9", "arn:aws:bedrock:x"],
  // The mantle endpoint has no profiles: an id with a prefix does not exist there.
  [mantle, "claude-opus-5", "anthropic.claude-opus-5"],
  [mantle, "claude-haiku-4-5-20251001", "anthropic.claude-haiku-4-5"],
  [mantle, "claude-opus-4-6", null],
];

test.each(IDS.map(([account, modelId, id]) => [account.name, modelId, id, account] as const))(
  "Bedrock's id, by %s: %s is %s",
  (_, modelId, id, account) => {
    expect(bedrockIdOf(account, modelId)).toBe(id);
    expect(create(account).servesModel(modelId)).toBe(id !== null);
  },
);

const ARN = "arn:aws:bedrock:us-east-1:1:inference-profile/global.anthropic.claude-opus-5";
const APPLICATION_ARN = "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc";

const PRICES: [name: string, account: UpstreamAccount, modelId: string, isRegional: boolean][] = [
  ["a us profile of sonnet 4.5", runtime("us"), "claude-sonnet-4-5-20250929", true],
  ["a us profile of sonnet 4, which is older than the premium", runtime("us"), "claude-sonnet-4-20250514", false],
  ["a global profile", runtime("global"), "claude-opus-5", false],
  ["mantle, which keeps calls in their region", mantle, "claude-opus-5", true],
  ["the ARN of a global profile", runtime("us", { modelIds: { "claude-opus-5": ARN } }), "claude-opus-5", false],
  [
    "a base id, which stays in its region",
    runtime("global", { modelIds: { "claude-sonnet-4-6": "anthropic.claude-sonnet-4-6" } }),
    "claude-sonnet-4-6",
    true,
  ],
  ["an application's profile in a us account", runtime("us", { modelIds: { "claude-opus-5": APPLICATION_ARN } }), "claude-opus-5", true],
  ["Vertex global", google("global"), "claude-opus-5", false],
  ["Vertex multi-region", google("eu"), "claude-opus-5", true],
  ["a Vertex region", google("europe-west1"), "claude-sonnet-4-5-20250929", true],
  ["a Vertex region, older than the premium", google("europe-west1"), "claude-opus-4-1-20250805", false],
  ["the Claude API", { kind: "claude-api", name: "a", secret: "s" }, "claude-opus-5", false],
];

test.each(PRICES)("the regional price: %s", (_, account, modelId, isRegional) => {
  expect(create(account).pricingModifiers(modelId)).toEqual(isRegional ? ["regional"] : []);
});

test("tokens are counted by the id without a profile; an application's ARN does not contain it", () => {
  expect(baseIdOf("us.anthropic.claude-sonnet-4-6")).toBe("anthropic.claude-sonnet-4-6");
  expect(baseIdOf(ARN)).toBe("anthropic.claude-opus-5");
  expect(create(runtime("us", { modelIds: { "claude-opus-5": APPLICATION_ARN } })).countsTokens("claude-opus-5")).toBe(false);
  expect(create(runtime("us")).countsTokens("claude-opus-5")).toBe(true);
});

test("Google's ids and hosts follow the location", () => {
  expect(vertexIdOf(google("global"), "claude-opus-5-5")).toBe("claude-opus-5-5");
  expect(vertexIdOf(google("us-east5"), "claude-opus-5-5")).toBeNull();
  expect(vertexIdOf(google("us-east5"), "claude-haiku-4-5-20251001")).toBe("claude-haiku-4-5@20251001");
  expect(vertexIdOf(google("global"), "claude-3-5-sonnet-20241022")).toBeNull();
  expect(["global", "eu", "us-east5"].map(vertexOrigin)).toEqual([
    "https://aiplatform.googleapis.com",
    "https://aiplatform.eu.rep.googleapis.com",
    "https://us-east5-aiplatform.googleapis.com",
  ]);
});
