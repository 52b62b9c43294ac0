import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen, type RunningStandIn, refuseProduction } from "../serve";
import { answerBatches } from "./batch-routes";
import { answerBedrock } from "./bedrock/routes";
import { type Answered, accountOf, LARGEST_BODY_BYTES, parseBody, type Received, rulesOf, tooLarge } from "./call";
import type { Call } from "./calls";
import { control } from "./control";
import { ApiError } from "./errors";
import { answerFiles } from "./files";
import { checkFirstParty } from "./first-party";
import { newId } from "./ids";
import { postCountTokens, postMessages } from "./messages";
import { getModels } from "./model-list";
import { answerProfiles } from "./profile-routes";
import { deliver, jsonReply } from "./reply";
import { type Settings, StandIn } from "./stand-in";
import { answerGoogle } from "./vertex/routes";

export type ClaudeStandIn = RunningStandIn & { standIn: StandIn };

const LARGEST_BATCH_BYTES = 256 * 1024 * 1024;
/** The bytes around a file in its form. */
const FORM_BYTES = 16_384;

export async function startClaudeStandIn(options: { port: number; settings?: Partial<Settings> }): Promise<ClaudeStandIn> {
  refuseProduction();
  const standIn = new StandIn(options.settings);
  const server = createServer((request, response) => void handle(standIn, request, response));
  server.keepAliveTimeout = 60_000;
  return { ...(await listen(server, options.port)), standIn };
}

async function handle(standIn: StandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const nowMs = nowOf(standIn, request);
  const requestId = newId("req");
  let call: Call | null = null;
  try {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://stand-in");
    const body = await readBody(request, largestBody(pathname, standIn));
    if (pathname.startsWith("/_stand-in/")) return steer(standIn, request, response, pathname, searchParams, body);
    call = record(standIn, request, body, nowMs);
    const received: Received = {
      method: request.method ?? "GET",
      path: pathname,
      query: searchParams,
      headers: request.headers,
      rules: rulesOf(request.headers),
      nowMs,
      url: request.url ?? "/",
      body,
      json: () => parseBody(body, request.headers["content-encoding"]),
      onFault: (fault) => {
        if (call) call.fault = fault?.name ?? null;
      },
    };
    await send(response, (await answerFiles(standIn, received)) ?? route(standIn, received), requestId, call);
  } catch (error) {
    const refusal = error instanceof ApiError ? error : new ApiError(500, `stand-in: ${error instanceof Error ? error.stack : error}`);
    const reply = jsonReply(refusal.status, refusal.body(requestId), refusal.options.headers);
    if (response.headersSent) response.destroy();
    else await send(response, { reply, usage: null, begin: () => undefined }, requestId, call);
  }
}

/** By path alone; the other platforms have folders of their own. */
function route(standIn: StandIn, received: Received): Answered {
  const { method, path } = received;
  if (path === "/v1/messages" && method === "POST") return postMessages(standIn, checkFirstParty(standIn, received));
  if (path === "/v1/messages/count_tokens" && method === "POST") return postCountTokens(standIn, checkFirstParty(standIn, received));
  if ((path === "/v1/models" || path.startsWith("/v1/models/")) && method === "GET") return getModels(received);
  if (path === "/v1/messages/batches" || path.startsWith("/v1/messages/batches/")) return answerBatches(standIn, received);
  if (path === "/v1/messages" || path === "/v1/messages/count_tokens") throw new ApiError(405, "Method Not Allowed");
  const elsewhere = answerProfiles(standIn, received) ?? answerBedrock(standIn, received) ?? answerGoogle(standIn, received);
  if (elsewhere) return elsewhere;
  throw new ApiError(404, "Not Found");
}

async function send(response: ServerResponse, answered: Answered, requestId: string, call: Call | null): Promise<void> {
  const { reply } = answered;
  if (call) {
    call.status = reply.status;
    call.usage = answered.usage;
  }
  if (reply.status === 0) {
    response.destroy();
    if (call) call.outcome = "cut";
    return;
  }
  reply.headers = { ...reply.headers, ...(answered.accountHeaders ?? accountHeaders(requestId)) };
  const outcome = await deliver(response, reply, answered.begin);
  if (call) call.outcome = outcome;
}

/** Details of the upstream account, which a relay must hide from its own callers. */
function accountHeaders(requestId: string): Record<string, string> {
  return {
    "request-id": requestId,
    "anthropic-organization-id": "org_stand_in",
    "anthropic-ratelimit-requests-limit": "4000",
    "anthropic-ratelimit-requests-remaining": "3999",
  };
}

function steer(
  standIn: StandIn,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
  body: Buffer,
): void {
  const result = control(standIn, request.method ?? "GET", path, query, body.length > 0 ? parseBody(body, undefined) : null);
  if (result === undefined) throw new ApiError(404, "Not Found");
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result));
}

function record(standIn: StandIn, request: IncomingMessage, body: Buffer, nowMs: number): Call | null {
  if (!standIn.settings.recordsCalls) return null;
  return standIn.calls.add({
    receivedAt: new Date(nowMs).toISOString(),
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: request.headers,
    account: accountOf(request.headers),
    body,
  });
}

/** Cache lifetimes count from here. A test may set the moment in a header. */
function nowOf(standIn: StandIn, request: IncomingMessage): number {
  const header = request.headers["x-stand-in-now"];
  return typeof header === "string" ? Date.parse(header) : standIn.now();
}

function largestBody(path: string, { settings }: StandIn): number {
  if (path === "/v1/files") return settings.largestFileBytes + FORM_BYTES;
  return path.startsWith("/v1/messages/batches") ? LARGEST_BATCH_BYTES : LARGEST_BODY_BYTES;
}

/**
 * By the declared length, else by the received bytes. The rest of a body that is too large is read and dropped, because only then the
 * client reads the answer.
 */
async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > most) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) {
      setImmediate(() => request.resume());
      throw tooLarge();
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}
