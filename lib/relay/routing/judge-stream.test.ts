import { afterAll, beforeEach, expect, test } from "vitest";
import { judgeStream } from "@/lib/relay/routing/judge-stream";
import { failureOfAnswer, GivenUp } from "@/lib/relay/routing/upstream-failure";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import { UpstreamSilent } from "@/lib/upstreams/silence-watch";
import type { AnswerState } from "@/lib/wire/anthropic/usage-meter";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const MODEL = "claude-opus-5";
const OTHER_MODEL = "claude-haiku-5-5";
const pool = new UpstreamPool([]);
let member: PoolMember;

beforeEach(() => {
  pool.replace([]);
  pool.replace([
    {
      id: "a",
      weight: 1,
      isDraining: false,
      account: { kind: "claude-api", name: "a", secret: "sk-secret-of-a", baseUrl: "http://127.0.0.1:9" },
    },
  ]);
  [member] = pool.all() as [PoolMember];
});
afterAll(() => pool.close());

const errorOf = (type: string, message: string, details?: object) =>
  Buffer.from(JSON.stringify({ type: "error", error: { type, message, details } }));

type Ended = { error?: Buffer; cause?: Error; hasClientLeft?: boolean; state?: AnswerState };

/** A stream of this account with this beginning and end. */
function stream({ error, cause, hasClientLeft = false, state = error ? "errored" : "open" }: Ended): void {
  const call = { requestId: "req_1", parsed: { model: { id: MODEL } } };
  member.enter(MODEL, Date.now());
  member.begin(MODEL, Date.now());
  judgeStream(call, member, { state, errorData: error ?? null }, { cause: cause ?? null, hasClientLeft });
}
const coolingFor = (modelId = MODEL) => member.blockReason(modelId, Date.now())?.cause;

test.each<[string, Buffer, kind: string, label: string, isModelBound: boolean]>([
  ["overload", errorOf("overloaded_error", "Overloaded"), "overload", "529", true],
  ["a limit", errorOf("rate_limit_error", "Slow down"), "limit", "429", true],
  ["an unpaid bill", errorOf("billing_error", "Pay first."), "quota", "402", false],
  ["a credit that is used up", errorOf("invalid_request_error", "Your credit balance is too low."), "quota", "400", false],
  ["a spend limit", errorOf("rate_limit_error", "Limit.", { error_code: "enforced_spend_limit_reached" }), "quota", "429", false],
  ["a key that was withdrawn", errorOf("authentication_error", "invalid x-api-key"), "credentials", "401", false],
])("%s inside a stream cools the account at once, as it would in place of the stream", (_, error, kind, label, isModelBound) => {
  stream({ error });
  expect(coolingFor()).toMatchObject({ kind, label, isModelBound });
  expect(coolingFor(OTHER_MODEL)?.kind).toBe(isModelBound ? undefined : kind);
  expect(member).toMatchObject({ failures: 1, lastFailure: { label } });
});

test.each<[string, Ended, label: string, from: number]>([
  ["a failure of the upstream's", { error: errorOf("api_error", "Internal") }, "500", 3],
  ["an event that cannot be read", { state: "errored" }, "garbled", 3],
  ["a broken connection", { cause: new Error("socket hang up") }, "cut", 3],
  ["an end before the end", {}, "cut", 3],
  ["silence", { cause: new UpstreamSilent("Silent for 300000 ms.") }, "timeout", 2],
])(
  "%s inside a stream is doubtful: only one after the other they cool, and a whole stream between them forgives",
  (_, ended, label, from) => {
    for (let round = 0; round < 2; round += 1) {
      for (let n = 1; n < from; n += 1) stream(ended);
      expect(coolingFor()).toBeUndefined();
      stream({ state: "complete" });
    }
    for (let n = 0; n < from; n += 1) stream(ended);
    expect(coolingFor()?.label).toBe(label);
    expect(member.lastFailure).toMatchObject({ label, message: expect.stringMatching(/./) });
  },
);

test("what we gave up, and what the caller is at fault for, says nothing of the account", () => {
  for (let n = 0; n < 5; n += 1) {
    stream({ cause: new GivenUp("The answer took longer than an hour.") });
    stream({ error: errorOf("invalid_request_error", "credit balance: Extra inputs are not permitted") });
  }
  expect(coolingFor()).toBeUndefined();
  expect(member).toMatchObject({ failures: 0, lastFailure: null });
});

test("a break after its client has left is shown and keeps no call away, what the upstream itself says then does", () => {
  for (let n = 0; n < 5; n += 1) stream({ cause: new Error("socket hang up"), hasClientLeft: true });
  expect(coolingFor()).toBeUndefined();
  expect(member).toMatchObject({ failures: 5, lastFailure: { label: "cut", message: "socket hang up" } });
  stream({ error: errorOf("overloaded_error", "Overloaded"), hasClientLeft: true });
  expect(coolingFor()?.label).toBe("529");
});

test("a 403 in the API's own words is our account's, one that is a gateway's page is doubtful", () => {
  const kindOf = (body: Buffer) => failureOfAnswer(403, refusalOfUpstream(403, body))?.kind;
  expect(kindOf(errorOf("permission_error", "Not your model."))).toBe("credentials");
  expect(kindOf(Buffer.from("<html>Forbidden</html>"))).toBe("failure");
});
