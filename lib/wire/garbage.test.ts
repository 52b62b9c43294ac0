import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "@/lib/basics/errors";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import { usageOfMessage } from "@/lib/wire/anthropic/message-usage";
import { MessagesStream } from "@/lib/wire/anthropic/messages-stream";
import { parseMessagesCall } from "@/lib/wire/anthropic/request";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { isObject } from "@/lib/wire/json";
import { ChatStream } from "@/lib/wire/openai-chat/chat-stream";
import { toChatCompletion } from "@/lib/wire/openai-chat/completion";
import { chatToMessages, parseChatRequest } from "@/lib/wire/openai-chat/request";
import { parseResponsesRequest, responsesToMessages as toMappedResponse } from "@/lib/wire/openai-responses/request";
import { toResponse } from "@/lib/wire/openai-responses/response";
import { ResponseStream } from "@/lib/wire/openai-responses/response-stream";
import { OPUS_5_5, SONNET_4_5 } from "@/lib/wire/testing/models";
import { ASKED, cut, GOLDEN_STREAM, GOLDEN_TOKENS, relayed } from "@/lib/wire/testing/streams";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const CHAT = { model: "m", createdSeconds: 1, includeUsage: true };
const RESPONSE = { model: "m", createdSeconds: 1, echo: '"store":false' };
const newStreams = (): AnswerStream[] => [
  new MessagesStream(new UsageMeter(ASKED)),
  new ChatStream(new UsageMeter(ASKED), CHAT),
  new ResponseStream(new UsageMeter(ASKED), RESPONSE),
];
const LAST_FRAME = /message_stop|\[DONE\]|response\.(completed|incomplete)/;

const FIELDS = [
  "model",
  "messages",
  "max_tokens",
  "stream",
  "tools",
  "tool_choice",
  "cache_control",
  "stop",
  "thinking",
  "response_format",
  "input",
  "text",
  "reasoning",
  "metadata",
];
const WORDS = [
  "role",
  "content",
  "type",
  "text",
  "function",
  "name",
  "tool_calls",
  "image_url",
  "url",
  "usage",
  "input",
  "json_schema",
  "encrypted_content",
  "call_id",
  "output",
];
const VALUES = [
  "user",
  "system",
  "assistant",
  "tool",
  "text",
  "function",
  "tool_use",
  "thinking",
  "ephemeral",
  "image_url",
  "json_schema",
  "function_call",
  "function_call_output",
  "reasoning",
  "relais1.AAAA",
];

/** JSON that looks like a request or an answer more often than pure chance would produce. */
const nearlyRight = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.constantFrom(...VALUES), fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
  object: fc.dictionary(fc.constantFrom(...FIELDS, ...WORDS), tie("value"), { maxKeys: 6 }),
  value: fc.oneof({ maxDepth: 5 }, tie("leaf"), tie("object"), fc.array(tie("value"), { maxLength: 4 })),
}));

/** Runs it; anything but a result or an AppError is a bug. */
function refusesAtMost(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.message).not.toBe("");
  }
}

test("whatever a request holds, it is mapped or refused", () => {
  fc.assert(
    fc.property(nearlyRight.object, (fields) => {
      const body = Buffer.from(
        JSON.stringify({ model: "m", max_tokens: 1, messages: [{ role: "user", content: "x" }], input: "x", ...(fields as object) }),
      );
      refusesAtMost(() => parseMessagesCall(body));
      for (const model of [OPUS_5_5, SONNET_4_5]) {
        refusesAtMost(() => {
          const call = chatToMessages(parseChatRequest(body), model);
          expect(call.maxTokens).toBeLessThanOrEqual(model.maxOutputTokens);
          expect(JSON.parse(call.body.toString())).toMatchObject({ model: model.id, max_tokens: call.maxTokens });
        });
        refusesAtMost(() => {
          const responses = parseResponsesRequest(body);
          expect(JSON.parse(`{${responses.echo}}`)).toMatchObject({ store: false });
          const call = toMappedResponse(responses, model);
          expect(JSON.parse(call.body.toString())).toMatchObject({ model: model.id, max_tokens: call.maxTokens });
        });
      }
    }),
    { numRuns: 2000 },
  );
});

test("bytes that are not JSON, and endless JSON, are refused", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => refusesAtMost(() => parseMessagesCall(Buffer.from(bytes)))));
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const body = Buffer.from(`{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"thinking":{"x":${deep}}}`);
  expect(parseMessagesCall(body).modelId).toBe("m");
  expect(() => chatToMessages(parseChatRequest(body), OPUS_5_5)).toThrow("nested too deeply");
  const echoed = Buffer.from(`{"model":"m","input":"x","tool_choice":{"x":${deep}}}`);
  expect(() => parseResponsesRequest(echoed)).toThrow("nested too deeply");
});

test("whatever a whole answer holds, its usage is whole numbers and it can be mapped", () => {
  fc.assert(
    fc.property(nearlyRight.value, fc.uint8Array(), fc.integer({ min: 100, max: 600 }), (answer, bytes, status) => {
      refusalOfUpstream(status, Buffer.from(JSON.stringify(answer)));
      refusalOfUpstream(status, bytes);
      if (!isObject(answer)) return;
      const { usage } = usageOfMessage(answer, ASKED);
      const body = Buffer.from(JSON.stringify(answer));
      expect(Object.values(usage.tokens).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
      refusesAtMost(() => toChatCompletion(body, answer, { model: "m", createdSeconds: 1, usage }));
      refusesAtMost(() => expect(JSON.parse(toResponse(body, answer, { ...RESPONSE, usage }))).toMatchObject({ object: "response" }));
    }),
    { numRuns: 1000 },
  );
});

test("the golden stream in any pieces yields the same bytes and the same usage", () => {
  const whole = newStreams().map((stream) => relayed(stream, [GOLDEN_STREAM]));
  fc.assert(
    fc.property(fc.array(fc.nat(GOLDEN_STREAM.length), { maxLength: 40 }), (places) => {
      for (const [index, stream] of newStreams().entries()) {
        expect(relayed(stream, cut(GOLDEN_STREAM, ...places))).toBe(whole[index]);
        expect(stream.meter.measured().usage.tokens).toEqual(GOLDEN_TOKENS);
      }
    }),
    { numRuns: 300 },
  );
});

/** In OpenAI's formats every frame is ours: whatever the upstream sends, each is JSON, and a response's are numbered. */
function expectReadable(text: string, stream: AnswerStream): void {
  if (stream instanceof MessagesStream) return;
  const data = text.split("\n").filter((line) => line.startsWith("data: {"));
  const frames = data.map((line) => JSON.parse(line.slice("data: ".length)));
  if (stream instanceof ResponseStream) expect(frames.map((frame) => frame.sequence_number)).toEqual(frames.map((_, index) => index));
}

test("a stream with bytes broken, lost or put in still ends in an answer or an error", () => {
  const damage = fc.record({ at: fc.nat(GOLDEN_STREAM.length), lost: fc.nat(60), put: fc.uint8Array({ maxLength: 30 }) });
  fc.assert(
    fc.property(damage, fc.array(fc.nat(GOLDEN_STREAM.length), { maxLength: 5 }), ({ at, lost, put }, places) => {
      const damaged = Buffer.concat([GOLDEN_STREAM.subarray(0, at), put, GOLDEN_STREAM.subarray(at + lost)]);
      for (const stream of newStreams()) {
        const text = relayed(stream, cut(damaged, ...places.filter((place) => place < damaged.length)));
        expect(text).toMatch(stream.meter.state === "complete" ? LAST_FRAME : /"error":\{|"type":"error"/);
        expectReadable(text, stream);
        const { tokens } = stream.meter.measured().usage;
        expect(Object.values(tokens).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test("random bytes are no answer and cost nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
      for (const stream of newStreams()) {
        expect(
          relayed(
            stream,
            chunks.map((chunk) => Buffer.from(chunk)),
          ),
        ).toMatch(/"error"|response\.failed/);
        expect(stream.meter.measured()).toMatchObject({ unbilledReason: "no_output" });
      }
    }),
  );
});
