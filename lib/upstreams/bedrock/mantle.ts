import "server-only";
import { membersOf } from "@/lib/json-bytes/json-text";
import type { BedrockAccount } from "@/lib/upstreams/account";
import { WholeFilter } from "@/lib/upstreams/answer-filter";
import { ModelInStream, messageWithModel } from "@/lib/upstreams/answer-model";
import { authorizer } from "@/lib/upstreams/bedrock/authorizer";
import { bedrockError } from "@/lib/upstreams/bedrock/errors";
import { bedrockIdOf, isRegionalBedrock } from "@/lib/upstreams/bedrock/models";
import { bedrockLimits, withModel } from "@/lib/upstreams/bedrock/request";
import { fieldsLeft } from "@/lib/upstreams/beta-fields";
import { type ClassifiedBetas, classifyBetas, leftOut } from "@/lib/upstreams/betas";
import { type AnswerTranslation, headerText } from "@/lib/upstreams/cloud-answer";
import { refuseSources } from "@/lib/upstreams/cloud-refusals";
import { cloudUpstream } from "@/lib/upstreams/cloud-upstream";
import { COUNT_TOKENS_PATH, type Upstream } from "@/lib/upstreams/upstream";

/** Bedrock's mantle endpoint: Anthropic's own API at Amazon, with ordinary events and Amazon's model ids. */
export function bedrockMantle(account: BedrockAccount): Upstream {
  const { region, credentials } = account;
  const limits = bedrockLimits(false);
  return cloudUpstream({
    account,
    baseUrl: account.baseUrl ?? `https://bedrock-mantle.${region}.api.aws`,
    authorize: authorizer(credentials, { region, service: "bedrock-mantle" }),
    idOf: (modelId) => bedrockIdOf(account, modelId),
    isRegional: (modelId) => isRegionalBedrock(account, modelId),
    countsTokens: () => true,
    searchesWeb: null,
    prepare({ path, body, headers, isRefused }, _, id) {
      refuseSources(body, limits);
      const betas = classifyBetas(headers["anthropic-beta"], { known: null, only: account.betas, isRefused });
      const left = fieldsLeft(betas, membersOf(body), limits.name);
      const ignored = leftOut(betas, isRefused, left);
      return { path: `/anthropic${path}`, body: withModel(body, id, new Set(left)), headers: withBetas(headers, betas), ignored };
    },
    translation: (modelId, path) => translation(modelId, path === COUNT_TOKENS_PATH),
  });
}

function translation(modelId: string, isCount: boolean): AnswerTranslation {
  return {
    requestId: (headers) => headerText(headers["request-id"]) ?? headerText(headers["x-amzn-requestid"]),
    error: (status, headers, body) => bedrockError(status, headerText(headers["x-amzn-errortype"]), body),
    filter(contentType) {
      if (contentType.startsWith("text/event-stream")) return new ModelInStream(modelId);
      return new WholeFilter((body) => (isCount ? body : messageWithModel(body, modelId)));
    },
  };
}

/** The caller's own header where all betas pass: its spaces and its order stay as the caller wrote them. */
function withBetas(headers: Record<string, string>, { sent, left }: ClassifiedBetas): Record<string, string> {
  if (left.length === 0) return headers;
  const { "anthropic-beta": _, ...others } = headers;
  return sent.length > 0 ? { ...others, "anthropic-beta": sent.join(",") } : others;
}
