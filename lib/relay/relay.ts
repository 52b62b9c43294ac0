import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { RelayReply, RelayRequest } from "@/lib/relay/request";

export type Relay = {
  /** Answers one request; never rejects. */
  handle(request: RelayRequest): Promise<RelayReply>;
  /** Waits for every call in flight, settles it, and lets go of Postgres and the upstreams. */
  close(): Promise<void>;
};

export function createRelay(): Relay {
  return {
    async handle(request) {
      const requestId = `req_${newId()}`;
      const error = new AppError("not_found", `There is nothing at ${request.method} ${request.path}.`);
      return {
        status: 404,
        headers: { "content-type": "application/json", "request-id": requestId, "x-request-id": requestId },
        body: JSON.stringify({ error: { message: error.message, type: "not_found_error", param: null, code: "not_found" } }),
      };
    },
    close: async () => undefined,
  };
}
