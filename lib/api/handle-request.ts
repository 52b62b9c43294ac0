import { answerPreflight, openToPages } from "@/lib/api/cors";
import type { Read } from "@/lib/api/endpoint";
import { endpointOf, methodsOf } from "@/lib/api/endpoints";
import { jsonReply } from "@/lib/api/json-reply";
import { nothingAt } from "@/lib/api/not-here";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import type { RelayParts } from "@/lib/relay/call/parts";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import { UnsupportedEncoding } from "@/lib/relay/reading/decode";
import { RateLimited } from "@/lib/relay/reception/admit";
import { callerOf } from "@/lib/relay/reception/caller";
import { RefusedCall, refusalOf } from "@/lib/relay/refusals/refusal";
import { relayCall } from "@/lib/relay/relay-call";
import { errorReply, formatOf } from "@/lib/wire/format-of-path";
import { rateHeaders } from "@/lib/wire/rate-headers";

export type Relay = {
  /** Answers one request; never rejects. */
  handle(request: RelayRequest): Promise<RelayReply>;
  /** Waits for every call in flight, settles it, and lets go of Postgres. */
  close(): Promise<void>;
};

/** Claude Code asks at the first whether anybody is at home before its first call, other clients at their base URL. */
const PROBES = new Set(["/api/api/hello", "/api", "/api/"]);

export function createRelay(parts: RelayParts): Relay {
  return {
    async handle(request) {
      const id = newId();
      parts.inFlight.enter();
      try {
        return openToPages(request, await answer(parts, request, id));
      } catch (error) {
        return openToPages(request, refuse(error, request, `req_${id}`));
      } finally {
        parts.inFlight.leave();
      }
    },
    async close() {
      await parts.inFlight.none();
      await parts.ledger.close();
    },
  };
}

function answer(parts: RelayParts, request: RelayRequest, id: string): RelayReply | Promise<RelayReply> {
  if (request.method === "OPTIONS") return answerPreflight(request.headers);
  if (PROBES.has(request.path)) return jsonReply({ status: "ok" }, `req_${id}`);
  const found = endpointOf(request.path);
  if (!found) throw nothingAt(request.path);
  const { endpoint } = found;
  const method = request.method === "HEAD" ? "GET" : request.method;
  const manage = endpoint.method === "SEVERAL" ? endpoint.manage[method] : undefined;
  if (manage) return manage(parts, request, { of: found.id, id });
  if (method !== endpoint.method || endpoint.method === "SEVERAL") {
    throw new AppError("method_not_allowed", `${request.path} takes ${methodsOf(endpoint).join(", ")}.`);
  }
  if ("dialect" in endpoint) return relayCall(parts, endpoint.dialect, request, id);
  if ("answer" in endpoint) return endpoint.answer(parts, request, id);
  return read(parts, endpoint.read, request, { of: found.id, id });
}

async function read(parts: RelayParts, reader: Read, request: RelayRequest, { of, id }: { of: string; id: string }): Promise<RelayReply> {
  const caller = await callerOf(request);
  return jsonReply(await reader(parts, caller, request, of), `req_${id}`);
}

function refuse(error: unknown, request: RelayRequest, requestId: string): RelayReply {
  const reply = errorReply(formatOf(request.path, request.headers), refusalOf(error, requestId), requestId);
  if (error instanceof RefusedCall) return { ...reply, headers: { ...reply.headers, ...error.headers } };
  if (error instanceof RateLimited) {
    return { ...reply, headers: { ...reply.headers, ...rateHeaders(formatOf(request.path, request.headers), error.rates, Date.now()) } };
  }
  if (error instanceof UnsupportedEncoding) return { ...reply, status: 415 };
  if (error instanceof AppError && error.code === "method_not_allowed") {
    const endpoint = endpointOf(request.path)?.endpoint;
    return { ...reply, headers: { ...reply.headers, allow: endpoint ? methodsOf(endpoint).join(", ") : "" } };
  }
  return reply;
}
