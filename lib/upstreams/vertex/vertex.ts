import "server-only";
import type { VertexAccount } from "@/lib/upstreams/account";
import { WholeFilter } from "@/lib/upstreams/answer-filter";
import { ModelInStream, messageWithModel } from "@/lib/upstreams/answer-model";
import { classifyBetas, leftOut } from "@/lib/upstreams/betas";
import { type AnswerTranslation, headerText } from "@/lib/upstreams/cloud-answer";
import { type CloudRequest, cloudUpstream } from "@/lib/upstreams/cloud-upstream";
import { COUNT_TOKENS_PATH, type Upstream } from "@/lib/upstreams/upstream";
import { AccessTokens } from "@/lib/upstreams/vertex/access-token";
import { vertexError } from "@/lib/upstreams/vertex/errors";
import { isRegionalVertex, VERTEX_BETAS, vertexIdOf, vertexOrigin } from "@/lib/upstreams/vertex/models";
import { countBody, predictBody, vertexLimits } from "@/lib/upstreams/vertex/request";
import { sendRenewing } from "@/lib/upstreams/vertex/token-renewal";

/** Google's Vertex AI: Anthropic's body without its model, Anthropic's own events, Google's errors. */
export function vertex(account: VertexAccount): Upstream {
  const { project, location } = account;
  const limits = vertexLimits(location);
  const tokens = new AccessTokens(account.credentials);
  const models = `/v1/projects/${encodeURIComponent(project)}/locations/${encodeURIComponent(location)}/publishers/anthropic/models`;
  const upstream = cloudUpstream({
    account,
    baseUrl: account.baseUrl ?? vertexOrigin(location),
    authorize() {
      const token = tokens.current();
      return typeof token === "string" ? bearer(token, account) : token.then((fresh) => bearer(fresh, account));
    },
    idOf: (modelId) => vertexIdOf(account, modelId),
    isRegional: (modelId) => isRegionalVertex(account, modelId),
    countsTokens: () => true,
    searchesWeb: true,
    prepare({ path, body, headers, isRefused }, _, id): CloudRequest {
      if (path === COUNT_TOKENS_PATH) {
        // Google's count endpoint refuses betas that its models take, and needs none.
        const betas = classifyBetas(headers["anthropic-beta"], { known: {}, isRefused });
        return { path: `${models}/count-tokens:rawPredict`, body: countBody(body, id, betas, limits), headers: {} };
      }
      const betas = classifyBetas(headers["anthropic-beta"], { known: VERTEX_BETAS, only: account.betas, isRefused });
      const sent: Record<string, string> = betas.sent.length > 0 ? { "anthropic-beta": betas.sent.join(",") } : {};
      const predict = predictBody(body, betas, limits);
      const action = predict.isStream ? "streamRawPredict" : "rawPredict";
      const ignored = leftOut(betas, isRefused, predict.fieldsLeft);
      return { path: `${models}/${segment(id)}:${action}`, body: predict.body, headers: sent, ignored };
    },
    translation: (modelId, path) => translation(modelId, path === COUNT_TOKENS_PATH),
  });
  return { ...upstream, send: (request, listener) => sendRenewing(upstream, tokens, request, listener) };
}

function translation(modelId: string, isCount: boolean): AnswerTranslation {
  return {
    requestId: (headers) => headerText(headers["request-id"]) ?? headerText(headers["x-request-id"]),
    error(status, _, body) {
      const error = vertexError(status, body);
      // Distinguishes a refused token from a model that the account lacks.
      return status === 401 ? { ...error, status, type: "authentication_error" } : error;
    },
    filter(contentType) {
      if (contentType.startsWith("text/event-stream")) return new ModelInStream(modelId);
      return new WholeFilter((body) => (isCount ? body : messageWithModel(body, modelId)));
    },
  };
}

function bearer(token: string, { quotaProject }: VertexAccount): Record<string, string> {
  return { authorization: `Bearer ${token}`, ...(quotaProject ? { "x-goog-user-project": quotaProject } : {}) };
}

/** Google takes the `@` of its ids unescaped. */
function segment(id: string): string {
  return encodeURIComponent(id).replaceAll("%40", "@");
}
