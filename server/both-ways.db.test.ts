import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Relay } from "@/lib/api/handle-request";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ASK, MESSAGE, STREAM } from "@/lib/relay/testing/golden";
import {
  answerError,
  answerJson,
  answerStream,
  type Script,
  type ScriptedUpstream,
  startScriptedUpstream,
} from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { serveRelay } from "@/server/testing/relay-server";

type Handler = (request: Request) => Promise<Response>;

/** The route files of `app/api/v1`, by the paths that Next gives them. */
const ROUTES: [RegExp, () => Promise<object>][] = [
  [/\/messages$/, () => import("@/app/api/v1/messages/route")],
  [/\/count_tokens$/, () => import("@/app/api/v1/messages/count_tokens/route")],
  [/\/chat\/completions$/, () => import("@/app/api/v1/chat/completions/route")],
  [/\/models$/, () => import("@/app/api/v1/models/route")],
  [/\/models\/[^/]+$/, () => import("@/app/api/v1/models/[id]/route")],
  [/\/key$/, () => import("@/app/api/v1/key/route")],
  [/\/balance$/, () => import("@/app/api/v1/balance/route")],
  [/\/calls$/, () => import("@/app/api/v1/calls/route")],
  [/\/calls\/[^/]+$/, () => import("@/app/api/v1/calls/[id]/route")],
  [/\/v1$/, () => import("@/app/api/v1/route")],
  [/./, () => import("@/app/api/v1/[...path]/route")],
];

let upstream: ScriptedUpstream;
let relay: Relay;
let frontDoor: Awaited<ReturnType<typeof serveRelay>>;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  Object.assign(process.env, {
    ANTHROPIC_BASE_URL: upstream.url,
    ANTHROPIC_API_KEY: "sk-upstream",
    RELAIS_DATA_DIR: await mkdtemp(path.join(tmpdir(), "relais-both-")),
  });
  const { startRelay } = await import("@/lib/api/start-relay");
  relay = await startRelay("test");
  frontDoor = await serveRelay(relay);
});
afterAll(async () => {
  await frontDoor.close();
  await relay.close();
  await upstream.close();
});

type Call = { path: string; body?: unknown; script?: Script; method?: string; secret?: "none" };

const sent: [string, Call][] = [
  ["a whole message", { path: "/api/v1/messages", body: ASK, script: answerJson(MESSAGE) }],
  ["a streamed message", { path: "/api/v1/messages", body: { ...ASK, stream: true }, script: answerStream(STREAM) }],
  ["a cut message", { path: "/api/v1/messages", body: { ...ASK, stream: true }, script: answerStream(STREAM.slice(0, 9)) }],
  ["a whole completion", { path: "/api/v1/chat/completions", body: ASK, script: answerJson(MESSAGE) }],
  [
    "a streamed completion",
    {
      path: "/api/v1/chat/completions",
      body: { ...ASK, stream: true, stream_options: { include_usage: true } },
      script: answerStream(STREAM),
    },
  ],
  ["a body that is no JSON", { path: "/api/v1/messages", body: "{" }],
  ["a body over 32 MB", { path: "/api/v1/chat/completions", body: " ".repeat(33 * 1024 * 1024) }],
  ["a count of tokens", { path: "/api/v1/messages/count_tokens", body: ASK, script: answerJson({ input_tokens: 12 }) }],
  ["no key", { path: "/api/v1/messages", body: ASK, secret: "none" }],
  ["an unknown model", { path: "/api/v1/chat/completions", body: { ...ASK, model: "gpt-5" } }],
  ["an overloaded upstream", { path: "/api/v1/messages", body: ASK, script: answerError(529, "overloaded_error", "Overloaded") }],
  ["another method", { path: "/api/v1/messages", method: "DELETE" }],
  ["an unknown path", { path: "/api/v1/nothing/here", body: {} }],
  ["the root", { path: "/api/v1" }],
  ["the models", { path: "/api/v1/models?limit=1000" }],
  ["one model", { path: `/api/v1/models/${ASK.model}` }],
  ["a HEAD", { path: "/api/v1/models", method: "HEAD" }],
  ["the key", { path: "/api/v1/key" }],
  ["the balance", { path: "/api/v1/balance" }],
  ["the calls", { path: "/api/v1/calls?limit=2" }],
  ["a call that is not there", { path: "/api/v1/calls/0190" }],
];

test.each(sent)("%s: the same status, headers, bytes and charge through the front door and through the route files", async (_, call) => {
  const seen = [];
  for (const way of [throughFrontDoor, throughRouteFile]) {
    const customer = await newCustomer();
    if (call.script) upstream.play(call.script);
    const response = await way(requestOf(call, customer));
    seen.push({ ...(await comparable(response, customer)), events: (await eventsOf(customer)).map(chargeOf) });
    await expectBooksBalance(customer.workspaceId);
  }
  expect(seen[1]).toEqual(seen[0]);
});

function requestOf({ path: pathAndQuery, body, method, secret }: Call, customer: Customer): Request {
  const headers = new Headers(secret === "none" ? {} : { authorization: `Bearer ${customer.secret}` });
  return new Request(frontDoor.url + pathAndQuery, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers,
    body: body === undefined || typeof body === "string" ? (body as string | undefined) : JSON.stringify(body),
  });
}

const throughFrontDoor = (request: Request) => fetch(request);

async function throughRouteFile(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [, load] = ROUTES.find(([pattern]) => pattern.test(pathname)) as (typeof ROUTES)[number];
  const handler = ((await load()) as Record<string, Handler | undefined>)[request.method];
  if (!handler) throw new Error(`${pathname} has no ${request.method}`);
  return handler(request);
}

/** The parts that must be equal: everything but the ids of request and customer, the times, and headers that only a socket's answer has. */
async function comparable(response: Response, customer: Customer) {
  const ownParts = [
    /req_[0-9a-f-]{36}/g,
    new RegExp(`${customer.workspaceId}|${customer.keyId}`, "g"),
    /"created":\d+/g,
    /"created_at":"[^"]+"/g,
    /(?<="lots":\[\{"id":")[^"]+/g,
  ];
  const shownOfSecret = [customer.secret.slice(0, 14), customer.secret.slice(-4)];
  const blank = (text: string) =>
    shownOfSecret.reduce(
      (rest, each) => rest.replaceAll(each, "_"),
      ownParts.reduce((rest, each) => rest.replace(each, "_"), text),
    );
  const headers = [...response.headers].filter(
    ([name]) => !["date", "connection", "keep-alive", "content-length", "transfer-encoding"].includes(name),
  );
  const shown = headers.map(([name, value]) => [name, name.includes("-reset") ? "_" : blank(value)]);
  return { status: response.status, headers: shown, bytes: blank(await response.text()) };
}

function chargeOf({ outcome, charge_nano, input_tokens, output_tokens, http_status }: Awaited<ReturnType<typeof eventsOf>>[number]) {
  return { outcome, charge_nano, input_tokens, output_tokens, http_status };
}
