import "server-only";
import type { BedrockAccount } from "@/lib/upstreams/account";
import { WholeFilter } from "@/lib/upstreams/answer-filter";
import { ModelInStream, messageWithModel } from "@/lib/upstreams/answer-model";
import { bedrockError } from "@/lib/upstreams/bedrock/errors";
import { bedrockIdOf, isRegional } from "@/lib/upstreams/bedrock/models";
import { bedrockLimits, withModel } from "@/lib/upstreams/bedrock/request";
import { authorizer } from "@/lib/upstreams/bedrock/sign";
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
    isRegional: (modelId) => isRegional(account, modelId),
    countsTokens: () => true,
    searchesWeb: null,
    prepare({ path, body, headers }, _, id) {
      refuseSources(body, limits);
      const betas = betaHeader(headers["anthropic-beta"], account.betas);
      return { path: `/anthropic${path}`, body: withModel(body, id), headers: { ...headers, ...betas } };
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

/** The caller's betas, but for those that the operator left out. */
function betaHeader(asked: string | undefined, only: string[] | undefined): Record<string, string> {
  if (!asked || !only) return {};
  const kept = asked.split(",").filter((name) => only.includes(name.trim()));
  return { "anthropic-beta": kept.join(",") };
}
