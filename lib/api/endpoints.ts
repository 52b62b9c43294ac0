import { createBatch } from "@/lib/api/batches/create-batch";
import { cancelBatch, deleteBatch, readBatches, retrieveBatch } from "@/lib/api/batches/manage-batches";
import { readResults } from "@/lib/api/batches/results-reply";
import { countInputTokens } from "@/lib/api/count-input-tokens";
import { countTokens } from "@/lib/api/count-tokens";
import type { Endpoint } from "@/lib/api/endpoint";
import { deleteFile, downloadFile, listOwnFiles, readFile } from "@/lib/api/files/own-files";
import { uploadFile } from "@/lib/api/files/upload-file";
import { listModels, readModel } from "@/lib/api/models";
import { readDocument } from "@/lib/api/openapi-document";
import { readBalance, readCallingKey } from "@/lib/api/own/own-balance";
import { listOwnCalls, readOwnCall } from "@/lib/api/own/own-calls";
import { changeOwnKey, endOwnKey, listOwnKeys, makeOwnKey, readOwnKey, rotateOwnKey } from "@/lib/api/own/own-keys";
import { readOwnUsage } from "@/lib/api/own/own-usage";
import { chatDialect } from "@/lib/relay/reception/chat-dialect";
import { messagesDialect } from "@/lib/relay/reception/messages-dialect";
import { responsesDialect } from "@/lib/relay/reception/responses-dialect";

const ENDPOINTS: Record<string, Endpoint | undefined> = {
  "/api/v1/messages": { method: "POST", dialect: messagesDialect },
  "/api/v1/messages/count_tokens": { method: "POST", answer: countTokens },
  "/api/v1/messages/batches": { method: "SEVERAL", manage: { GET: readBatches, POST: createBatch } },
  "/api/v1/chat/completions": { method: "POST", dialect: chatDialect },
  "/api/v1/responses": { method: "POST", dialect: responsesDialect },
  "/api/v1/responses/input_tokens": { method: "POST", answer: countInputTokens },
  "/api/v1/models": { method: "GET", read: (services, _, request) => listModels(services, request.query) },
  "/api/v1/key": { method: "GET", read: readCallingKey },
  "/api/v1/balance": { method: "GET", read: (_, caller) => readBalance(caller) },
  "/api/v1/calls": { method: "GET", read: (_, caller, request) => listOwnCalls(caller, request.query) },
  "/api/v1/usage": { method: "GET", read: ({ clock }, caller, request) => readOwnUsage(clock.now(), caller, request.query) },
  "/api/v1/openapi.json": { method: "SEVERAL", manage: { GET: readDocument } },
  "/api/v1/files": { method: "SEVERAL", manage: { GET: listOwnFiles, POST: uploadFile } },
  "/api/v1/keys": { method: "SEVERAL", manage: { GET: listOwnKeys, POST: makeOwnKey } },
};

const MEMBERS: Record<string, Endpoint | undefined> = {
  "/api/v1/models": { method: "GET", read: (services, _caller, _request, id) => readModel(services, id) },
  "/api/v1/calls": { method: "GET", read: (services, caller, _, id) => readOwnCall(services, caller, id) },
  "/api/v1/messages/batches": { method: "SEVERAL", manage: { GET: retrieveBatch, DELETE: deleteBatch } },
  "/api/v1/files": { method: "SEVERAL", manage: { GET: readFile, DELETE: deleteFile } },
  "/api/v1/keys": { method: "SEVERAL", manage: { GET: readOwnKey, PATCH: changeOwnKey, DELETE: endOwnKey } },
};

/** Actions on one resource: their paths have one more segment. */
const ACTIONS: Record<string, Endpoint | undefined> = {
  "/api/v1/messages/batches/{id}/cancel": { method: "SEVERAL", manage: { POST: cancelBatch } },
  "/api/v1/messages/batches/{id}/results": { method: "SEVERAL", manage: { GET: readResults } },
  "/api/v1/files/{id}/content": { method: "SEVERAL", manage: { GET: downloadFile } },
  "/api/v1/keys/{id}/rotate": { method: "SEVERAL", manage: { POST: rotateOwnKey } },
};

/** The endpoint of a path; the query does not matter. Null if there is none. */
export function endpointOf(path: string): { endpoint: Endpoint; id: string } | null {
  const whole = ENDPOINTS[path];
  if (whole) return { endpoint: whole, id: "" };
  const slash = path.lastIndexOf("/");
  const member = MEMBERS[path.slice(0, slash)];
  const id = path.slice(slash + 1);
  if (member && id !== "") return { endpoint: member, id: decoded(id) };
  const parent = path.lastIndexOf("/", slash - 1);
  const action = ACTIONS[`${path.slice(0, parent)}/{id}/${id}`];
  if (action) return { endpoint: action, id: decoded(path.slice(parent + 1, slash)) };
  // A trailing slash means the same path.
  return id === "" && slash > 0 ? endpointOf(path.slice(0, slash)) : null;
}

/** The methods that an endpoint takes, as its `allow` header names them. */
export function methodsOf(endpoint: Endpoint): string[] {
  const methods = endpoint.method === "SEVERAL" ? Object.keys(endpoint.manage) : [endpoint.method as string];
  return methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
}

/** Every path, with its parameters in braces. */
export function listEndpoints(): { path: string; endpoint: Endpoint }[] {
  const members = Object.entries(MEMBERS).map(([path, endpoint]) => [`${path}/{id}`, endpoint] as const);
  return [...Object.entries(ENDPOINTS), ...members, ...Object.entries(ACTIONS)].flatMap(([path, endpoint]) =>
    endpoint ? [{ path, endpoint }] : [],
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not a valid encoding: it matches nothing either way.
    return part;
  }
}
