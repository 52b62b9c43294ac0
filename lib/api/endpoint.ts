import type { Caller } from "@/lib/keys/authenticate-key";
import type { Dialect } from "@/lib/relay/call/dialect";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import type { RelayServices } from "@/lib/relay/services/services";

/** Answers a GET with an object, which is sent as JSON. `id` is the last segment of the path. */
export type Read = (services: RelayServices, caller: Caller, request: RelayRequest, id: string) => object | Promise<object>;

/** Answers a POST that is not a paid call. `id` is the request's. */
type Answer = (services: RelayServices, request: RelayRequest, id: string) => Promise<RelayReply>;

/** Answers one method of a path that has several. `of` is the resource in the path, `id` the request's. */
export type Manage = (services: RelayServices, request: RelayRequest, at: { of: string; id: string }) => Promise<RelayReply>;

/** What a path accepts: a call to relay by POST, another request by POST, something to read by GET, or several methods. */
export type Endpoint =
  | { method: "POST"; dialect: Dialect }
  | { method: "POST"; answer: Answer }
  | { method: "GET"; read: Read }
  | { method: "SEVERAL"; manage: Partial<Record<string, Manage>> };
