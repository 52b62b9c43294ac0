import { describe, expect, test } from "vitest";
import { readWallet } from "@/lib/ledger/wallet";
import { ASK, askAt, MESSAGE, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { goldenFrames, RelayBench } from "@/lib/relay/testing/relay-bench";
import { answerError, answerJson, answerStream, type Script } from "@/lib/relay/testing/scripted-upstream";

const bench = await RelayBench.start();
const PATHS = ["/api/v1/messages", "/api/v1/chat/completions", "/api/v1/responses"];

/** Requests a stream from an upstream that is silent until `goOn`, and waits until the upstream has the request. */
async function silentCall(path: string, then: Script) {
  let goOn = () => {};
  const asked = new Promise<void>((resolve) => {
    bench.upstream.play((response, request) => {
      goOn = () => void then(response, request);
      resolve();
    });
  });
  const headers = { "x-api-key": bench.customer.secret };
  const replied = fetch(bench.relay.url + path, { method: "POST", headers, body: JSON.stringify(askAt(path, { stream: true })) });
  await asked;
  return { replied, goOn: () => goOn() };
}

const later = (seconds: number) => bench.relay.openStreams.tick(performance.now() + seconds * 1_000);

describe.each(PATHS)("%s, whose upstream says nothing for longer than ten seconds", (path) => {
  test("lives by comments until the stream begins, which is then the whole stream, charged once", async () => {
    const call = await silentCall(path, answerStream(goldenFrames()));
    later(11);
    const response = await call.replied;
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
    expect(response.headers.get("x-relais-upstream")).toBeNull();
    later(40);
    call.goOn();
    const text = await response.text();
    expect(text).toMatch(/^(: .*\n\n){2}(?!:)/);
    expect(text).toMatch(/message_stop|\[DONE\]|response\.completed/);
    expect(await bench.event()).toMatchObject({ outcome: "settled", charge_nano: USAGE_CHARGE_NANO });
  });

  test("gets a whole message as a stream too: what is charged is delivered", async () => {
    const call = await silentCall(path, answerJson(MESSAGE));
    later(11);
    const response = await call.replied;
    call.goOn();
    const text = await response.text();
    expect(text).toMatch(/^: .*\n\n(?!:)/);
    expect(text).toContain("Checking.");
    expect(text).toMatch(/"message_stop"\}\n\n$|\[DONE\]\n\n$|event: response\.completed\n.*\n\n$/);
    expect(text).not.toMatch(/error"?:(?! ?null)/);
    expect(await bench.event()).toMatchObject({ outcome: "settled", charge_nano: USAGE_CHARGE_NANO });
  });

  test("is free when such a message cannot be read", async () => {
    const call = await silentCall(path, answerJson({ type: "message", content: "x" }));
    later(11);
    const response = await call.replied;
    call.goOn();
    expect(await response.text()).toContain("error");
    expect(await bench.event()).toMatchObject({ outcome: "released", charge_nano: 0n });
  });

  test("gets a refusal inside the stream, is free, and its hold is given back", async () => {
    const call = await silentCall(path, answerError(529, "overloaded_error", "Overloaded"));
    later(11);
    const response = await call.replied;
    call.goOn();
    expect(await response.text()).toMatch(/^: .*\n\n(event: error\n)?data: \{.*"(overloaded_error|upstream_overloaded)".*\}\n\n$/s);
    expect(await bench.event()).toMatchObject({ outcome: "released", charge_nano: 0n });
    expect(await readWallet(bench.customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
  });

  test("is charged all the same when its client leaves meanwhile", async () => {
    const call = await silentCall(path, answerStream(goldenFrames()));
    later(11);
    await (await call.replied).body?.cancel();
    call.goOn();
    await expect.poll(() => bench.events()).toMatchObject([{ outcome: "settled", charge_nano: USAGE_CHARGE_NANO }]);
  });
});

test("a refusal within ten seconds has its own status", async () => {
  const call = await silentCall("/api/v1/messages", answerError(400, "invalid_request_error", "prompt is too long"));
  later(9);
  call.goOn();
  expect((await call.replied).status).toBe(400);
});

describe("a whole message where a stream was asked for, before ten seconds are over", () => {
  const content = [
    { type: "thinking", thinking: "Need weather.", signature: "EqQB=" },
    { type: "redacted_thinking", data: "c2VjcmV0" },
    { type: "text", text: 'Checking "it".', citations: null },
    { type: "text", text: "" },
    { type: "tool_use", id: "toolu_A", name: "get_weather", input: { city: "Paris", days: [1, 2] } },
    { type: "tool_use", id: "toolu_B", name: "now", input: {} },
  ];
  const message = { ...MESSAGE, content, stop_reason: "tool_use" };

  test("is the same message to Anthropic's client", async () => {
    bench.answerJson(message);
    const { data, response } = await bench.anthropic().messages.stream(ASK).withResponse();
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(await data.finalMessage()).toMatchObject(message);
    expect(await bench.event()).toMatchObject({ outcome: "settled", charge_nano: USAGE_CHARGE_NANO });
  });

  test("is the same answer to OpenAI's", async () => {
    bench.answerJson(message);
    const stream = bench.openai().chat.completions.stream({ ...ASK, stream_options: { include_usage: true } });
    const { choices, usage } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({ finish_reason: "tool_calls", message: { content: 'Checking "it".' } });
    expect(choices[0]?.message.tool_calls?.map((call) => "function" in call && call.function.arguments)).toEqual([
      '{"city":"Paris","days":[1,2]}',
      "{}",
    ]);
    expect(usage).toMatchObject({ prompt_tokens: 23_012, completion_tokens: 150 });
  });

  test("that was refused before its first word is free, and says so", async () => {
    bench.answerJson({ ...MESSAGE, content: [], stop_reason: "refusal" });
    expect(await bench.anthropic().messages.stream(ASK).finalMessage()).toMatchObject({ content: [], stop_reason: "refusal" });
    expect(await bench.event()).toMatchObject({ outcome: "released", reason: "refusal_unbilled", charge_nano: 0n });
  });
});

test("Anthropic's client reads such a stream like any other", async () => {
  let goOn = () => {};
  const asked = new Promise<void>((resolve) => {
    bench.upstream.play((response, request) => {
      goOn = () => void answerStream(goldenFrames())(response, request);
      resolve();
    });
  });
  const reading = bench.anthropic().messages.stream(ASK).finalMessage();
  await asked;
  later(11);
  goOn();
  expect((await reading).content).toHaveLength(4);
});
