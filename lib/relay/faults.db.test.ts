import { beforeEach, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, askAt, frame, MESSAGE, STREAM, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerError, answerJson, answerStream, type Script } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer, startTestRelay } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();
let customer: Customer;

beforeEach(async () => {
  customer = await newCustomer();
});

/** The end of a broken stream in each format. */
const ERROR_FRAME = /\n\n((event: error\n)?data: \{("type":"error",)?"error":|event: response\.failed\ndata: )\{.*\}\n\n$/;

const html: Script = (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Welcome</html>");
const reset: Script = (response) => response.destroy();
const resetAfterHead: Script = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write("{", () => response.destroy());
};

describe.each([
  { path: "/api/v1/messages", overloaded: 529, last: "" },
  {
    path: "/api/v1/chat/completions",
    overloaded: 503,
    last: 'data: {"error":{"message":"Overloaded","type":"overloaded_error","param":null,"code":"upstream_overloaded"}}\n\n',
  },
  { path: "/api/v1/responses", overloaded: 503, last: '"error":{"code":"server_error","message":"Overloaded"}' },
])("$path", ({ path, overloaded, last }) => {
  const send = (body: object) => ask(relay.url + path, { secret: customer.secret, body });

  test.each<[string, Script, number | "overloaded"]>([
    ["resets the connection", reset, "overloaded"],
    ["breaks off after its headers", resetAfterHead, "overloaded"],
    ["answers with a web page", html, "overloaded"],
    ["answers with half of a JSON text", answerJson('{"type":"message","content":['), "overloaded"],
    ["answers with JSON that is no message", answerJson({ hello: "world" }), "overloaded"],
    ["answers with nothing", answerJson(""), "overloaded"],
    ["is overloaded", answerError(529, "overloaded_error", "Overloaded"), "overloaded"],
    ["fails", answerError(500, "api_error", "Internal server error"), 500],
    ["is too slow", answerError(504, "timeout_error", "Timed out"), 504],
    ["fails with a web page", (response) => response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway"), "overloaded"],
    ["refuses our account", answerError(401, "authentication_error", "invalid x-api-key"), "overloaded"],
    ["wants money from us", answerError(400, "invalid_request_error", "Your credit balance is too low to access the API"), "overloaded"],
    ["forbids us the model", answerError(403, "permission_error", "Your organization may not"), "overloaded"],
    ["limits us", answerError(429, "rate_limit_error", "Slow down", { "retry-after": "3600" }), 429],
    ["refuses the request", answerError(400, "invalid_request_error", "prompt is too long: 300000 tokens > 200000 maximum"), 400],
  ])("an upstream that %s: a clear error, a free call, its event, and the hold given back", async (_, script, status) => {
    for (const stream of [false, true]) {
      customer = await newCustomer();
      upstream.play(script);
      const got = await send(askAt(path, { stream }));
      expect(got.status).toBe(status === "overloaded" ? overloaded : status);
      expect(got.json.error?.message).toEqual(expect.any(String));
      expect(got.text).not.toMatch(/credit balance|x-api-key|organization|html/i);
      if (got.headers.has("retry-after")) expect(Number.parseInt(got.headers.get("retry-after") as string, 10)).toBeLessThanOrEqual(60);
      expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 5_000_000_000n, heldNano: 0n, holdsInFlight: 0 });
      expect(await eventsOf(customer)).toMatchObject([{ outcome: "released", charge_nano: 0n, http_status: got.status }]);
      await expectBooksBalance(customer.workspaceId);
    }
  });

  test("a message without usage is estimated and flagged, never free and never the whole hold", async () => {
    upstream.play(answerJson({ ...MESSAGE, usage: undefined }));
    expect((await send(askAt(path))).status).toBe(200);
    const [event] = await eventsOf(customer);
    expect(event).toMatchObject({ outcome: "settled", is_estimated: true });
    expect(event?.charge_nano).toBeGreaterThan(0n);
    expect(event?.charge_nano).toBeLessThan(event?.hold_nano as bigint);
    await expectBooksBalance(customer.workspaceId);
  });

  test("a refusal before any output is free, and its event says so", async () => {
    upstream.play(answerJson({ ...MESSAGE, content: [], stop_reason: "refusal" }));
    expect((await send(askAt(path))).status).toBe(200);
    expect(await eventsOf(customer)).toMatchObject([{ outcome: "released", reason: "refusal_unbilled", charge_nano: 0n }]);
    await expectBooksBalance(customer.workspaceId);
  });

  test("a price above hold and balance takes what is there and no more", async () => {
    const poor = await newCustomer(10_000_000n);
    upstream.play(answerJson(MESSAGE));
    const got = await ask(relay.url + path, { secret: poor.secret, body: askAt(path, { max_tokens: 50 }) });
    expect(got.headers.get("x-relais-charge")).toBe("0.01");
    expect(got.headers.get("x-relais-balance")).toBe("0");
    expect(await readWallet(poor.workspaceId)).toMatchObject({ availableNano: 0n, heldNano: 0n });
    await expectBooksBalance(poor.workspaceId);
  });

  test.each(STREAM.slice(0, -1).map((event, index) => [index + 1, event.split("\n")[0]]))(
    "a stream cut after %i events (%s) ends with an error frame, charged once by the rule for cut answers",
    async (count) => {
      for (const ending of ["reset", "end"] as const) {
        customer = await newCustomer();
        upstream.play(
          answerStream(STREAM.slice(0, count as number), (response) => (ending === "end" ? response.end() : response.destroy())),
        );
        const got = await send(askAt(path, { stream: true }));
        expect(got.status).toBe(200);
        expect(got.text).toMatch(ERROR_FRAME);
        const events = await eventsOf(customer);
        expect(events).toHaveLength(1);
        // Thinking is the first output: nothing is charged before it; after it the reported input is charged.
        expect(events[0]?.outcome).toBe((count as number) < 4 ? "released" : "settled");
        expect(events[0]?.charge_nano).toBeLessThanOrEqual(USAGE_CHARGE_NANO);
        expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
        await expectBooksBalance(customer.workspaceId);
      }
    },
  );

  test("a stream of garbage between a beginning and an end is free, and ends with an error frame alone", async () => {
    for (const start of ["{not json", "{}", '{"type":"message_start","message":7}']) {
      customer = await newCustomer();
      upstream.play(answerStream([`event: message_start\ndata: ${start}\n\n`, "event: message_stop\ndata: {}\n\n"]));
      const got = await send(askAt(path, { stream: true }));
      expect(`\n\n${got.text}`).toMatch(ERROR_FRAME);
      expect(got.text).toContain("could not be read");
      expect(got.text).not.toMatch(/message_st|\[DONE\]|response\.completed/);
      expect(await eventsOf(customer)).toMatchObject([{ outcome: "released", reason: "no_output", charge_nano: 0n }]);
      await expectBooksBalance(customer.workspaceId);
    }
  });

  test("an error in the middle of a stream reaches the caller in its format", async () => {
    const overloadedFrame = frame("error", { error: { type: "overloaded_error", message: "Overloaded" } });
    upstream.play(answerStream([...STREAM.slice(0, 8), overloadedFrame]));
    const got = await send(askAt(path, { stream: true }));
    expect(got.text).toContain(last === "" ? overloadedFrame : last);
    expect(got.text).toMatch(ERROR_FRAME);
    expect(got.text).not.toMatch(/\[DONE\]|response\.completed/);
    expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", reason: "upstream_cut", is_estimated: true }]);
    await expectBooksBalance(customer.workspaceId);
  });

  test("a stream split at every byte is metered like one that comes in whole events", async () => {
    upstream.play(answerStream([...STREAM.join("")]));
    await send(askAt(path, { stream: true }));
    expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", charge_nano: USAGE_CHARGE_NANO }]);
  });
});

test("an upstream that nobody listens at is a 529 at once, and the hold is given back", async () => {
  const dead = await startTestRelay("http://127.0.0.1:1");
  const got = await ask(`${dead.url}/api/v1/messages`, { secret: customer.secret, body: ASK });
  expect(got).toMatchObject({ status: 529, json: { error: { type: "overloaded_error" } } });
  expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
  await expectBooksBalance(customer.workspaceId);
  await dead.close();
});
