import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AppError } from "@/lib/basics/errors";
import type { SettleAnswer, Settlement } from "@/lib/ledger/settlement";
import { streamReply } from "@/lib/relay/answer/stream-reply";
import type { RelayReply, ReplyStream } from "@/lib/relay/call/request";
import type { RoutedAnswer } from "@/lib/relay/routing/failover";
import type { StreamFollower } from "@/lib/relay/routing/upstream-answer";
import { InFlight } from "@/lib/relay/services/in-flight";
import { OpenStreams } from "@/lib/relay/services/open-streams";
import { frame, MESSAGE, MODEL, STREAM } from "@/lib/relay/testing/golden";
import { heldCall } from "@/lib/relay/testing/held-call";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

const SETTLED: SettleAnswer = { chargeNano: 5n, absorbedNano: 0n, availableNano: 10n, isSpooled: false };
const account = { kind: "claude-api" as const, name: "home", secret: "sk-secret", baseUrl: "http://127.0.0.1:9" };
const [FIRST, ...REST] = STREAM as [string, ...string[]];

let pool: UpstreamPool;
beforeEach(() => {
  pool = new UpstreamPool([{ id: "home", weight: 1, isDraining: false, account }]);
});
afterEach(() => pool.close());

/** A call for a stream that its upstream has not answered yet, and the hands of everybody around it. */
function asked({ amountNano = 1_000_000_000n } = {}) {
  const hold = heldCall({ amountNano });
  const [member] = pool.all() as [PoolMember];
  const [openStreams, inFlight] = [new OpenStreams(), new InFlight()];
  const settled: Settlement[] = [];
  const checkpoints: Settlement[] = [];
  const settling = inHand<SettleAnswer>();
  const ledger = {
    settle: (end: Settlement) => {
      settled.push(end);
      return settling.promise;
    },
    checkpoint: (soFar: Settlement) => void checkpoints.push(soFar),
    extendHold: async () => ({ kind: "refused" as const, reason: "insufficient_balance" as const, availableNano: 0n, heldNano: 0n }),
  };
  let hasLeft = false;
  const answered = inHand<RoutedAnswer>();
  const request = { hasLeft: () => hasLeft };
  const replied = streamReply({ ledger, openStreams, inFlight }, hold, answered.promise, { request, recording: null });
  let outcome: RelayReply | Error | null = null;
  replied.then(
    (reply) => {
      outcome = reply;
    },
    (error) => {
      outcome = error;
    },
  );
  const upstream: string[] = [];
  let follower: StreamFollower | null = null;
  const exchange = {
    pause: () => void upstream.push("pause"),
    resume: () => void upstream.push("resume"),
    abort: (reason: Error) => {
      upstream.push(`abort: ${reason.message}`);
      follower?.fail(reason);
    },
  };
  const route = { account: member, skipped: null };
  return {
    hold,
    member,
    upstream,
    inFlight,
    settled,
    checkpoints,
    outcome: () => outcome,
    /** The clock of the process, so many seconds later. */
    later: (seconds: number) => openStreams.tick(performance.now() + seconds * 1_000),
    async streams(): Promise<StreamFollower> {
      const bytes = {
        follow(by: StreamFollower) {
          follower = by;
        },
      };
      answered.resolve({ route, answer: { kind: "stream", headers: { "request-id": "up_1" }, exchange, bytes } });
      await turn();
      return follower as unknown as StreamFollower;
    },
    async answersWhole() {
      answered.resolve({ route, answer: { kind: "message", headers: {}, body: Buffer.from(JSON.stringify(MESSAGE)), message: MESSAGE } });
      await turn();
    },
    async refuses() {
      answered.resolve({ route, answer: { kind: "refused", error: new AppError("upstream_unavailable", "Nobody is there.") } });
      await turn();
    },
    async settles() {
      settling.resolve(SETTLED);
      await turn();
    },
    async failsToSettle() {
      settling.reject(new Error("nothing reached the ledger"));
      await turn();
    },
    leave: () => {
      hasLeft = true;
    },
    reply: async (): Promise<RelayReply> => await replied,
    /** Whether a process that closes waits for the stream. */
    async isWaitedFor(): Promise<boolean> {
      let isDone = false;
      void inFlight.none().then(() => {
        isDone = true;
      });
      await turn();
      return !isDone;
    },
  };
}

/** A promise and the hand that ends it. */
function inHand<Value>() {
  let [resolve, reject]: [(value: Value) => void, (error: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<Value>((...hands) => {
    [resolve, reject] = hands;
  });
  return { promise, resolve, reject };
}

/** Lets everything happen that waits for nothing outside. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A client that takes what it is sent, or, as long as it is slow, lets it pile up. */
function read(stream: RelayReply["body"]) {
  const got = { text: "", ending: "none" as "none" | "end" | "break", isSlow: false };
  (stream as ReplyStream).start({
    write(chunk) {
      got.text += Buffer.from(chunk).toString();
      return !got.isSlow;
    },
    end(last) {
      got.text += last ? Buffer.from(last).toString() : "";
      got.ending = "end";
    },
    destroy() {
      got.ending = "break";
    },
  });
  return got;
}

describe("waiting", () => {
  test("for less than ten seconds nothing is replied", async () => {
    const call = asked();
    call.later(9);
    await turn();
    expect([call.outcome(), await call.isWaitedFor()]).toEqual([null, false]);
  });

  test("patience ends: the reply begins by itself, with one sign of life and no account in its headers", async () => {
    const call = asked();
    call.later(11);
    const { status, headers, body } = await call.reply();
    expect([status, headers["x-relais-upstream"], read(body).text]).toEqual([200, undefined, expect.stringMatching(/^: .*\n\n$/)]);
    expect(await call.isWaitedFor()).toBe(true);
  });

  test("the upstream streams: the reply begins, with the account in its headers", async () => {
    const call = asked();
    await call.streams();
    const { status, headers, body } = await call.reply();
    expect([status, headers["x-relais-upstream"], read(body).text]).toEqual([200, "home", ""]);
    expect(await call.isWaitedFor()).toBe(true);
  });

  test("a whole answer is the reply once it is settled, written as a stream", async () => {
    const call = asked();
    await call.answersWhole();
    expect(call.outcome()).toBeNull();
    await call.settles();
    const { headers, body } = await call.reply();
    expect(headers).toMatchObject({ "x-relais-charge": "0.000000005", "content-type": "text/event-stream; charset=utf-8" });
    expect(`${body}`).toMatch(/Checking\..*message_stop"\}\n\n$/s);
    expect([call.settled.map(({ outcome }) => outcome), await call.isWaitedFor()]).toEqual([["settled"], false]);
    call.later(3_700);
    expect(call.settled).toHaveLength(1);
  });

  test("a refusal rejects once the hold is given back", async () => {
    const call = asked();
    await call.refuses();
    expect(call.outcome()).toBeNull();
    await call.settles();
    await expect(call.reply()).rejects.toMatchObject({ code: "upstream_unavailable", headers: { "x-relais-upstream": "home" } });
    expect(call.settled).toMatchObject([{ outcome: "released", reason: "upstream_unavailable", upstream: "home" }]);
    call.later(11);
    expect(await call.isWaitedFor()).toBe(false);
    // It was never counted, so that the next one counts.
    call.inFlight.enter();
    expect(await call.isWaitedFor()).toBe(true);
  });
});

describe("opened", () => {
  async function opened() {
    const call = asked();
    call.later(11);
    const { body } = await call.reply();
    return { ...call, body: body as ReplyStream, client: read(body) };
  }

  test("every fifteen silent seconds a sign of life is sent", async () => {
    const { client, later } = await opened();
    later(14);
    expect(client.text.match(/: /g)).toHaveLength(1);
    later(16);
    expect(client.text.match(/: /g)).toHaveLength(2);
  });

  test("the upstream streams: its bytes follow, and its end is the end", async () => {
    const { client, streams, settles, isWaitedFor } = await opened();
    const upstream = await streams();
    for (const each of STREAM) upstream.data(Buffer.from(each));
    await settles();
    expect(await isWaitedFor()).toBe(false);
    expect(client).toMatchObject({ ending: "end", text: expect.stringMatching(/^: .*\n\nevent: message_start.*message_stop"\}\n\n$/s) });
  });

  test("a whole answer is written as the rest of the stream", async () => {
    const { client, answersWhole, settles, isWaitedFor, later } = await opened();
    await answersWhole();
    expect(client.ending).toBe("none");
    await settles();
    expect(client).toMatchObject({ ending: "end", text: expect.stringMatching(/^: .*\n\nevent: message_start.*message_stop"\}\n\n$/s) });
    expect(await isWaitedFor()).toBe(false);
    const { text } = client;
    later(60);
    expect(client.text).toBe(text);
  });

  test("a refusal ends the stream by an error in the caller's format", async () => {
    const { client, refuses, settles, isWaitedFor } = await opened();
    await refuses();
    await settles();
    expect(client).toMatchObject({ ending: "end", text: expect.stringMatching(/^: .*\n\nevent: error\ndata: .*Nobody is there.*\n\n$/s) });
    expect(await isWaitedFor()).toBe(false);
  });

  test("a client that leaves gets nothing more, and the answer is paid", async () => {
    const { client, body, streams, settles, settled } = await opened();
    body.leave();
    const upstream = await streams();
    for (const each of STREAM) upstream.data(Buffer.from(each));
    await settles();
    expect([settled[0]?.reason, client.text, client.ending]).toEqual(["client_left", expect.stringMatching(/^: .*\n\n$/), "none"]);
  });
});

describe("flowing", () => {
  async function flowing(options?: { amountNano: bigint }) {
    const call = asked(options);
    const follower = await call.streams();
    const { body } = await call.reply();
    return { ...call, follower, body: body as ReplyStream, push: (...events: string[]) => follower.data(Buffer.from(events.join(""))) };
  }

  test("what comes before the client is there waits for it, its end too", async () => {
    const { push, settles, body } = await flowing();
    push(...STREAM);
    await settles();
    expect(read(body)).toMatchObject({ ending: "end", text: STREAM.join("") });
  });

  test("the last frame waits for the settle", async () => {
    const { push, settles, body, settled, follower, isWaitedFor } = await flowing();
    const client = read(body);
    push(...STREAM);
    expect([client.ending, client.text.includes("message_stop"), settled.length]).toEqual(["none", false, 1]);
    expect(settled[0]).toMatchObject({ outcome: "settled", reason: null, upstream: "home", upstreamRequestId: "up_1" });
    // What comes now is of no answer any more.
    follower.data(Buffer.from(STREAM.join("")));
    follower.end();
    follower.fail(new Error("reset"));
    await settles();
    expect([client.ending, client.text, settled.length]).toEqual(["end", STREAM.join(""), 1]);
    expect([await isWaitedFor(), body]).toEqual([false, expect.objectContaining({ rosterPlace: -1 })]);
  });

  test.each([
    ["an end", (follower: StreamFollower) => follower.end()],
    ["a break", (follower: StreamFollower) => follower.fail(new Error("socket hang up"))],
  ])("%s before the last frame is settled, blamed on the account and told to the client", async (_, ends) => {
    const { push, settles, body, settled, follower, member } = await flowing();
    const client = read(body);
    push(FIRST, ...REST.slice(0, 8));
    ends(follower);
    await settles();
    expect([settled[0]?.reason, member.lastFailure?.label]).toEqual(["upstream_cut", "cut"]);
    expect(client).toMatchObject({ ending: "end", text: expect.stringMatching(/event: error\ndata: .*\n\n$/s) });
  });

  test("the money is used up: the upstream is given up, the stream settled, and the account not blamed", async () => {
    const { push, settles, body, settled, upstream, member } = await flowing({ amountNano: 1_000n });
    const client = read(body);
    push(FIRST);
    await turn();
    expect(upstream).toEqual([expect.stringContaining("abort: The answer ends here: it costs more than was held for it")]);
    await settles();
    expect([settled, member.lastFailure]).toMatchObject([[{ outcome: "settled", reason: "budget_guard" }], null]);
    expect(client).toMatchObject({ ending: "end", text: expect.stringMatching(/event: error\ndata: .*billing_error.*\n\n$/s) });
  });

  test("a settle that failed breaks the connection off, also before the client is there", async () => {
    for (const isEarly of [true, false]) {
      const { push, failsToSettle, body, isWaitedFor } = await flowing();
      const early = isEarly ? read(body) : null;
      push(...STREAM);
      await failsToSettle();
      const client = early ?? read(body);
      expect([client.ending, client.text.includes("message_stop"), await isWaitedFor()]).toEqual(["break", false, false]);
    }
  });

  test("a slow client has the upstream paused until it takes more, and one that takes nothing for five minutes is given up", async () => {
    const { push, body, upstream, later, settles, settled } = await flowing();
    const client = read(body);
    client.isSlow = true;
    push(FIRST);
    push(...REST.slice(0, 2));
    expect(upstream).toEqual(["pause"]);
    body.resume();
    body.resume();
    expect(upstream).toEqual(["pause", "resume"]);
    push(...REST.slice(2, 4));
    const { text } = client;
    later(299);
    expect([client.ending, client.text]).toEqual(["none", text]);
    later(301);
    expect([client.ending, upstream]).toEqual(["break", ["pause", "resume", "pause", "resume"]]);
    push(...REST.slice(4));
    await settles();
    expect(settled).toMatchObject([{ reason: "client_left", stopReason: "tool_use" }]);
  });

  test("silence is broken by pings, and every ten seconds what was used is noted", async () => {
    const { push, body, later, checkpoints } = await flowing();
    const client = read(body);
    push(FIRST, ...REST.slice(0, 8));
    const { text } = client;
    later(9);
    expect([client.text, checkpoints.length]).toEqual([text, 0]);
    later(16);
    expect([client.text, checkpoints.length]).toEqual([`${text}event: ping\ndata: {"type": "ping"}\n\n`, 1]);
    expect(checkpoints[0]).toMatchObject({ outcome: "settled", modelId: MODEL });
  });

  test("after an hour the upstream is given up, without blame", async () => {
    const { push, later, upstream, member, settled } = await flowing();
    push(FIRST);
    later(3_601);
    expect([upstream, member.lastFailure, settled.length]).toEqual([["abort: The answer took longer than an hour."], null, 1]);
  });

  test("an answer without end is read no further once its client has left", async () => {
    const { push, body, upstream, follower } = await flowing();
    body.start({ write: () => true, end: () => undefined, destroy: () => undefined });
    push(FIRST);
    const long = Buffer.from(frame("content_block_delta", { index: 0, delta: { type: "text_delta", text: "x".repeat(8_000_000) } }));
    for (let n = 0; n < 10; n += 1) follower.data(long);
    body.leave();
    for (let n = 0; n < 8; n += 1) follower.data(long);
    expect(upstream).toEqual([]);
    for (let n = 0; n < 2; n += 1) follower.data(long);
    expect(upstream).toEqual(["abort: The client left, and the answer does not end."]);
  });
});
