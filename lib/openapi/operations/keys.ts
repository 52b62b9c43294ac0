import { z } from "zod";
import type { Operation, Parameter } from "@/lib/openapi/operation";
import { AT, KEY_ID, MODEL } from "@/lib/openapi/operations/examples";
import { cursor, limit } from "@/lib/openapi/operations/own-data";
import { key, keyChange, keyList, keyWithSecret, newKey, rotation } from "@/lib/openapi/schemas/keys";

const KEY = {
  object: "key",
  id: KEY_ID,
  name: "Nightly summaries",
  status: "live",
  prefix: "sk-relais-4fQz",
  last_four: "k41x",
  created_at: AT,
  last_used_at: null,
  revoked_at: null,
  limits: {
    budget: { limit: "25", period: "month" },
    requests_per_minute: 60,
    tokens_per_minute: null,
    models: [MODEL],
    addresses: null,
    expires_at: null,
  },
  retiring_secrets: [],
};
const SECRET = "sk-relais-4fQzThisIsNoSecretButAnExampleOfOnk41x";
const LIMITS = { budget: { limit: "25.00", period: "month" }, requests_per_minute: 60, models: [MODEL] };

const id: Parameter = { in: "path", name: "id", description: "The key's id.", schema: z.string(), example: KEY_ID };
const own = { key: "management", format: "both", tag: "Keys" } as const;

export const KEYS: Operation[] = [
  {
    ...own,
    path: "/keys",
    method: "get",
    operationId: "listKeys",
    summary: "List the keys",
    description: "Newest first, with revoked keys and without secrets. Management keys are not listed.",
    parameters: [limit, cursor],
    answer: {
      status: 200,
      description: "One page.",
      schema: keyList,
      example: { object: "list", data: [KEY], has_more: false, next_cursor: null },
    },
    errors: ["invalid_request"],
  },
  {
    ...own,
    path: "/keys",
    method: "post",
    operationId: "createKey",
    summary: "Create a key",
    description: "The secret is in this response and is never shown again. The limits apply from the first call.",
    parameters: [
      {
        in: "header",
        name: "idempotency-key",
        description: "A repeat with the same value creates no second key. It is refused, with the id of the first one.",
        schema: z.string(),
        example: "deploy-2026-11-21",
      },
    ],
    body: { schema: newKey, example: { name: "Nightly summaries", limits: LIMITS } },
    answer: { status: 201, description: "The key and its secret.", schema: keyWithSecret, example: { ...KEY, secret: SECRET } },
    errors: ["invalid_request", "conflict", "request_too_large"],
  },
  {
    ...own,
    path: "/keys/{id}",
    method: "get",
    operationId: "getKey",
    summary: "Read a key",
    description: "A key of another workspace answers 404, like one that does not exist.",
    parameters: [id],
    answer: { status: 200, description: "The key.", schema: key, example: KEY },
    errors: ["not_found"],
  },
  {
    ...own,
    path: "/keys/{id}",
    method: "patch",
    operationId: "updateKey",
    summary: "Change a key's name or limits",
    description: "Fields that you leave out keep their value. `null` removes a limit. A change takes effect within a second.",
    parameters: [id],
    body: { schema: keyChange, example: { limits: { budget: { limit: "50.00", period: "month" }, models: null } } },
    answer: {
      status: 200,
      description: "The key as it is now.",
      schema: key,
      example: { ...KEY, limits: { ...KEY.limits, budget: { limit: "50", period: "month" }, models: null } },
    },
    errors: ["invalid_request", "not_found", "conflict", "request_too_large"],
  },
  {
    ...own,
    path: "/keys/{id}",
    method: "delete",
    operationId: "revokeKey",
    summary: "Revoke a key",
    description: "This cannot be undone. Every secret of the key is refused within a second. A repeat changes nothing.",
    parameters: [id],
    answer: { status: 200, description: "The revoked key.", schema: key, example: { ...KEY, status: "revoked", revoked_at: AT } },
    errors: ["not_found"],
  },
  {
    ...own,
    path: "/keys/{id}/rotate",
    method: "post",
    operationId: "rotateKey",
    summary: "Give a key a new secret",
    description:
      "The old secret works until the grace period ends, so that programs can be changed one by one. After that it is refused within a second.",
    parameters: [id],
    body: { schema: rotation, example: { grace_seconds: 86_400 } },
    answer: {
      status: 200,
      description: "The key and its new secret.",
      schema: keyWithSecret,
      example: {
        ...KEY,
        secret: SECRET,
        retiring_secrets: [{ prefix: "sk-relais-Yx0q", last_four: "9Ab2", works_until: "2026-11-22T10:00:18.000Z" }],
      },
    },
    errors: ["invalid_request", "not_found", "conflict", "request_too_large"],
  },
];
