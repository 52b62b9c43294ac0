import type { Caller } from "@/lib/keys/authenticate";
import type { Dialect } from "@/lib/relay/call/dialect";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import type { RelayServices } from "@/lib/relay/services/services";

/** Answers a GET with an object that is sent as JSON. `id` is the path's last part. */
export type Read = (services: RelayServices, caller: Caller, request: RelayRequest, id: string) => object | Promise<object>;

/** Answers a POST that is not a call to be paid. `id` is the request's. */
type Answer = (services: RelayServices, request: RelayRequest, id: string) => Promise<RelayReply>;

/** Answers one method of a path that has several. `of` is what the path names, `id` the request's. */
export type Manage = (services: RelayServices, request: RelayRequest, at: { of: string; id: string }) => Promise<RelayReply>;

/** What a path takes: a call to relay or another question by POST, something to read by GET, or a method of several. */
export type Endpoint =
  | { method: "POST"; dialect: Dialect }
  | { method: "POST"; answer: Answer }
  | { method: "GET"; read: Read }
  | { method: "SEVERAL"; manage: Partial<Record<string, Manage>> };
