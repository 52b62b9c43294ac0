import { answerPreflight, openToPages } from "@/lib/api/cors";
import type { Read } from "@/lib/api/endpoint";
import { endpointOf, methodsOf } from "@/lib/api/endpoints";
import { jsonReply } from "@/lib/api/json-reply";
import { nothingAt } from "@/lib/api/not-here";
import { AppError } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { RateLimited } from "@/lib/relay/admission/admit-call";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import { UnsupportedEncoding } from "@/lib/relay/reading/decode-body";
import { callerOf } from "@/lib/relay/reception/caller";
import { CallerError, callerErrorOf } from "@/lib/relay/refusals/caller-error";
import { relayCall } from "@/lib/relay/relay-call";
import type { RelayServices } from "@/lib/relay/services/services";
import { errorReply, formatOf } from "@/lib/wire/format-of-path";
import { rateHeaders } from "@/lib/wire/rate-headers";

export type Relay = {
  /** Answers one request; never rejects. */
  handle(request: RelayRequest): Promise<RelayReply>;
  /** Waits for every call in flight, settles it, and closes the connections to Postgres. */
  close(): Promise<void>;
};

/** Claude Code probes the first path before its first call, other clients probe their base URL. */
const PROBES = new Set(["/api/api/hello", "/api", "/api/"]);

export function createRelay(services: RelayServices): Relay {
  return {
    async handle(request) {
      const id = newId();
      services.inFlight.begin();
      try {
        return openToPages(request, await answer(services, request, id));
      } catch (error) {
        return openToPages(request, refuse(error, request, `req_${id}`));
      } finally {
        services.inFlight.finish();
      }
    },
    async close() {
      await services.inFlight.none();
      await services.ledger.close();
    },
  };
}

function answer(services: RelayServices, request: RelayRequest, id: string): RelayReply | Promise<RelayReply> {
  if (request.method === "OPTIONS") return answerPreflight(request.headers);
  if (PROBES.has(request.path)) return jsonReply({ status: "ok" }, `req_${id}`);
  const found = endpointOf(request.path);
  if (!found) throw nothingAt(request.path);
  const { endpoint } = found;
  const method = request.method === "HEAD" ? "GET" : request.method;
  const manage = endpoint.method === "SEVERAL" ? endpoint.manage[method] : undefined;
  if (manage) return manage(services, request, { of: found.id, id });
  if (method !== endpoint.method || endpoint.method === "SEVERAL") {
    throw new AppError("method_not_allowed", `${request.path} takes ${methodsOf(endpoint).join(", ")}.`);
  }
  if ("dialect" in endpoint) return relayCall(services, endpoint.dialect, request, id);
  if ("answer" in endpoint) return endpoint.answer(services, request, id);
  return read(services, endpoint.read, request, { of: found.id, id });
}

async function read(
  services: RelayServices,
  reader: Read,
  request: RelayRequest,
  { of, id }: { of: string; id: string },
): Promise<RelayReply> {
  const caller = await callerOf(request);
  return jsonReply(await reader(services, caller, request, of), `req_${id}`);
}

function refuse(error: unknown, request: RelayRequest, requestId: string): RelayReply {
  const reply = errorReply(formatOf(request.path, request.headers), callerErrorOf(error, requestId), requestId);
  if (error instanceof CallerError) return { ...reply, headers: { ...reply.headers, ...error.headers } };
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
