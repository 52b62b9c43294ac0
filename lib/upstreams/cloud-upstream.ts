import "server-only";
import { AppError } from "@/lib/basics/errors";
import { memberNamed, membersOf, memberValue } from "@/lib/json-bytes/json-text";
import { sendWithoutRefusedBetas } from "@/lib/upstreams/beta-retry";
import { type AnswerTranslation, CloudAnswer } from "@/lib/upstreams/cloud-answer";
import { type CloudError, operatorFault } from "@/lib/upstreams/cloud-error";
import { HttpExchange, openPool } from "@/lib/upstreams/http-exchange";
import { RefusedBetas } from "@/lib/upstreams/refused-betas";
import { SilenceWatch } from "@/lib/upstreams/silence-watch";
import type { Exchange, Upstream, UpstreamListener, UpstreamRequest } from "@/lib/upstreams/upstream";
import { bufferOf } from "@/lib/wire/json";

/** A request in the cloud's own format, before it is authorised. */
export type CloudRequest = {
  path: string;
  headers: Record<string, string>;
  body: Buffer | string;
  /** What was left out, by the caller's names. */
  ignored?: string[];
};
type CloudDraft = {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Whether the account refused this beta of the request recently. */
  isRefused(beta: string): boolean;
};

/** The differences between the clouds. */
export type Cloud = {
  account: { name: string; connectTimeoutMs?: number };
  baseUrl: string;
  authorize(request: { url: URL; body: Buffer | string }): Record<string, string> | Promise<Record<string, string>>;
  /** The cloud's own id for a model of the catalogue; null where this account does not serve it. */
  idOf(modelId: string): string | null;
  isRegional(modelId: string): boolean;
  countsTokens(id: string): boolean;
  searchesWeb: boolean | null;
  /** Throws AppError for what this cloud cannot do. */
  prepare(draft: CloudDraft, modelId: string, id: string): CloudRequest;
  translation(modelId: string, path: string): AnswerTranslation;
  /** How long its streams may be silent, where they have no pings; otherwise as long as any other's. */
  silenceMs?: number;
};

/** Thrown by `authorize` where the cloud refuses the account's credentials: our own fault, not a failure of the network. */
export class CredentialsRefused extends Error {}

/** An upstream with another format: the request is rewritten on its way there, the answer on its way back. */
export function cloudUpstream(cloud: Cloud): Upstream {
  const base = new URL(cloud.baseUrl);
  const prefix = base.pathname.replace(/\/$/, "");
  const watch = new SilenceWatch();
  const pool = openPool(base.origin, cloud.account.connectTimeoutMs);

  const refusedBetas = new RefusedBetas();

  // The code that checks a request for refusal usually sends it next: its body is written once.
  let lastPrepared: { request: UpstreamRequest; ready: CloudRequest } | null = null;

  function post(request: CloudRequest, authorization: Record<string, string>, exchange: HttpExchange): void {
    const headers = { "content-type": "application/json", ...request.headers, ...authorization };
    pool.send({ path: prefix + request.path, headers, body: request.body }, exchange);
  }

  function sendOnce(request: UpstreamRequest, listener: UpstreamListener): Exchange {
    const modelId = modelOf(request);
    const answer = new CloudAnswer(listener, cloud.translation(modelId, request.path));
    const { silenceMs, firstByteMs } = request;
    const exchange = new HttpExchange({ silenceMs: Math.max(silenceMs, cloud.silenceMs ?? 0), firstByteMs }, answer, watch);
    answer.exchange = exchange;
    try {
      const ready = lastPrepared?.request === request ? lastPrepared.ready : prepared(cloud, request, refusedBetas);
      lastPrepared = null;
      answer.ignored = ready.ignored ?? [];
      const authorization = cloud.authorize({ url: new URL(prefix + ready.path, base), body: ready.body });
      if (!(authorization instanceof Promise)) post(ready, authorization, exchange);
      else authorization.then((headers) => post(ready, headers, exchange)).catch((error) => giveUp(error, answer, exchange));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      answer.refuse(refusedAs(error));
    }
    return exchange;
  }

  return {
    name: cloud.account.name,
    servesModel: (modelId) => cloud.idOf(modelId) !== null,
    countsTokens: (modelId) => cloud.countsTokens(cloud.idOf(modelId) ?? ""),
    searchesWeb: cloud.searchesWeb,
    pricingModifiers: (modelId) => (cloud.isRegional(modelId) ? ["regional"] : []),
    refusal(request) {
      try {
        lastPrepared = { request, ready: prepared(cloud, request, refusedBetas) };
        return null;
      } catch (error) {
        if (error instanceof AppError) return error;
        throw error;
      }
    },
    send(request, listener) {
      const betas = request.headers["anthropic-beta"];
      if (!betas) return sendOnce(request, listener);
      const send = (to: UpstreamListener) => sendOnce(request, to);
      return sendWithoutRefusedBetas(listener, send, (names) => refusedBetas.remember(request.path, betas, names));
    },
    close: () => pool.close(),
  };
}

function prepared(cloud: Cloud, request: UpstreamRequest, refusedBetas: RefusedBetas): CloudRequest {
  const modelId = modelOf(request);
  const id = cloud.idOf(modelId);
  if (id === null) throw new AppError("unknown_model", `${cloud.account.name} does not serve ${modelId}.`, { param: "model" });
  const { path, headers } = request;
  const isRefused = (name: string) => refusedBetas.has(path, headers["anthropic-beta"] ?? "", name);
  return cloud.prepare({ path, headers, body: bytesOf(request), isRefused }, modelId, id);
}

function giveUp(error: Error, answer: CloudAnswer, exchange: HttpExchange): void {
  if (error instanceof CredentialsRefused) answer.refuse({ status: 401, type: "authentication_error", message: error.message });
  else exchange.onFail(error);
}

/** The relay sends only models that the account serves: another one is the operator's mistake. */
function refusedAs({ code, message }: AppError): CloudError {
  if (code === "unknown_model") return operatorFault(message);
  if (code === "request_too_large") return { status: 413, type: "request_too_large", message };
  return { status: 400, type: "invalid_request_error", message };
}

function modelOf(request: UpstreamRequest): string {
  if (request.modelId !== undefined) return request.modelId;
  const body = bytesOf(request);
  return String(memberValue(body, memberNamed(membersOf(body), "model")) ?? "");
}

function bytesOf({ body }: UpstreamRequest): Buffer {
  return typeof body === "string" ? Buffer.from(body) : bufferOf(body);
}
