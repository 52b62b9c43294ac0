import "server-only";
import { memberNamed, membersOf, memberValue } from "@/lib/json-bytes/json-text";
import type { BedrockAccount } from "@/lib/upstreams/account";
import { WholeFilter } from "@/lib/upstreams/answer-filter";
import { messageWithModel } from "@/lib/upstreams/answer-model";
import { authorizer } from "@/lib/upstreams/bedrock/authorizer";
import { bedrockError } from "@/lib/upstreams/bedrock/errors";
import { EventStreamToSse } from "@/lib/upstreams/bedrock/event-stream-to-sse";
import { baseIdOf, bedrockIdOf, isRegionalBedrock, knownBetas } from "@/lib/upstreams/bedrock/models";
import { bedrockLimits, countTokensBody, invokeBody } from "@/lib/upstreams/bedrock/request";
import { classifyBetas, leftOut } from "@/lib/upstreams/betas";
import { type AnswerTranslation, headerText } from "@/lib/upstreams/cloud-answer";
import { type CloudRequest, cloudUpstream } from "@/lib/upstreams/cloud-upstream";
import { COUNT_TOKENS_PATH, type Upstream } from "@/lib/upstreams/upstream";

// The runtime sends no pings, and a model with hidden thinking is silent while it thinks. Amazon bills an abandoned call.
const THINKING_MS = 900_000;

type Runtime = BedrockAccount & { route: { endpoint: "runtime" } };

/** Bedrock's runtime: InvokeModel, by inference profiles, with a binary stream. */
export function bedrockRuntime(account: Runtime): Upstream {
  const { region, credentials, route } = account;
  const limits = bedrockLimits(route.profile === "us");
  return cloudUpstream({
    account,
    baseUrl: account.baseUrl ?? `https://bedrock-runtime.${region}.amazonaws.com`,
    authorize: authorizer(credentials, { region, service: "bedrock" }),
    idOf: (modelId) => bedrockIdOf(account, modelId),
    isRegional: (modelId) => isRegionalBedrock(account, modelId),
    countsTokens: (id) => baseIdOf(id) !== null,
    searchesWeb: false,
    prepare({ path, body, headers, isRefused }, modelId, id): CloudRequest {
      const betas = classifyBetas(headers["anthropic-beta"], { known: knownBetas(modelId), only: account.betas, isRefused });
      if (path === COUNT_TOKENS_PATH) {
        return { path: `/model/${segment(baseIdOf(id) ?? id)}/count-tokens`, body: countTokensBody(body, betas, limits), headers: {} };
      }
      const invoke = invokeBody(body, betas, limits);
      const accept = invoke.isStream ? "application/vnd.amazon.eventstream" : "application/json";
      const action = invoke.isStream ? "invoke-with-response-stream" : "invoke";
      const ignored = leftOut(betas, isRefused, invoke.fieldsLeft);
      return { path: `/model/${segment(id)}/${action}`, body: invoke.body, headers: { accept }, ignored };
    },
    translation: (modelId, path) => translation(modelId, path === COUNT_TOKENS_PATH),
    silenceMs: THINKING_MS,
  });
}

function translation(modelId: string, isCount: boolean): AnswerTranslation {
  return {
    requestId: (headers) => headerText(headers["x-amzn-requestid"]),
    error: (status, headers, body) => bedrockError(status, headerText(headers["x-amzn-errortype"]), body),
    filter(contentType) {
      if (isCount) return new WholeFilter(anthropicCount);
      if (contentType.startsWith("application/vnd.amazon.eventstream")) return new EventStreamToSse(modelId);
      return new WholeFilter((body) => messageWithModel(body, modelId));
    },
  };
}

function anthropicCount(body: Buffer): Buffer {
  const count = memberValue(body, memberNamed(membersOf(body), "inputTokens"));
  return typeof count === "number" ? Buffer.from(JSON.stringify({ input_tokens: count })) : body;
}

/** One segment of a path, also for an ARN. The signature covers `%3A` whether or not the colon is sent in that form. */
function segment(id: string): string {
  return encodeURIComponent(id).replaceAll("%3A", ":");
}
