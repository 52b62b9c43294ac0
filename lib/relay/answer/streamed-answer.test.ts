import { describe, expect, test } from "vitest";
import type { ReplyStream } from "@/lib/relay/call/request";
import type { StreamFollower } from "@/lib/relay/routing/upstream-answer";
import { frame, MODEL, STREAM } from "@/lib/relay/testing/golden";
import { letWorkFinish, pendingStream, readReply } from "@/lib/relay/testing/pending-stream";

const [FIRST, ...REST] = STREAM as [string, ...string[]];

describe("waiting", () => {
  test("for less than ten seconds nothing is replied", async () => {
    const call = pendingStream();
    call.later(9);
    await letWorkFinish();
    expect([call.outcome(), await call.isWaitedFor()]).toEqual([null, false]);
  });

  test("patience ends: the reply begins by itself, with one sign of life and no account in its headers", async () => {
    const call = pendingStream();
    call.later(11);
    const { status, headers, body } = await call.reply();
    expect([status, headers["x-relais-upstream"], readReply(body).text]).toEqual([200, undefined, expect.stringMatching(/^: .*\n\n$/)]);
    expect(await call.isWaitedFor()).toBe(true);
  });

  test("the upstream streams: the reply begins, with the account in its headers", async () => {
    const call = pendingStream();
    await call.streams();
    const { status, headers, body } = await call.reply();
    expect([status, headers["x-relais-upstream"], readReply(body).text]).toEqual([200, "home", ""]);
    expect(await call.isWaitedFor()).toBe(true);
  });

  test("a whole answer is the reply once it is settled, written as a stream", async () => {
    const call = pendingStream();
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
    const call = pendingStream();
    await call.refuses();
    expect(call.outcome()).toBeNull();
    await call.settles();
    await expect(call.reply()).rejects.toMatchObject({ code: "upstream_unavailable", headers: { "x-relais-upstream": "home" } });
    expect(call.settled).toMatchObject([{ outcome: "released", reason: "upstream_unavailable", upstream: "home" }]);
    call.later(11);
    expect(await call.isWaitedFor()).toBe(false);
    // It was not counted, so the next one must count.
    call.inFlight.begin();
    expect(await call.isWaitedFor()).toBe(true);
  });
});

describe("opened", () => {
  async function opened() {
    const call = pendingStream();
    call.later(11);
    const { body } = await call.reply();
    return { ...call, body: body as ReplyStream, client: readReply(body) };
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
    body.clientLeft();
    const upstream = await streams();
    for (const each of STREAM) upstream.data(Buffer.from(each));
    await settles();
    expect([settled[0]?.reason, client.text, client.ending]).toEqual(["client_left", expect.stringMatching(/^: .*\n\n$/), "none"]);
  });
});

describe("flowing", () => {
  async function flowing(options?: { amountNano: bigint }) {
    const call = pendingStream(options);
    const follower = await call.streams();
    const { body } = await call.reply();
    return { ...call, follower, body: body as ReplyStream, push: (...events: string[]) => follower.data(Buffer.from(events.join(""))) };
  }

  test("what comes before the client is there waits for it, its end too", async () => {
    const { push, settles, body } = await flowing();
    push(...STREAM);
    await settles();
    expect(readReply(body)).toMatchObject({ ending: "end", text: STREAM.join("") });
  });

  test("the last frame waits for the settle", async () => {
    const { push, settles, body, settled, follower, isWaitedFor } = await flowing();
    const client = readReply(body);
    push(...STREAM);
    expect([client.ending, client.text.includes("message_stop"), settled.length]).toEqual(["none", false, 1]);
    expect(settled[0]).toMatchObject({ outcome: "settled", reason: null, upstream: "home", upstreamRequestId: "up_1" });
    // Bytes that arrive now no longer belong to an answer.
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
  ])("%s before the last frame is settled, blamed on the account and reported to the client", async (_, ends) => {
    const { push, settles, body, settled, follower, member } = await flowing();
    const client = readReply(body);
    push(FIRST, ...REST.slice(0, 8));
    ends(follower);
    await settles();
    expect([settled[0]?.reason, member.lastFailure?.label]).toEqual(["upstream_cut", "cut"]);
    expect(client).toMatchObject({ ending: "end", text: expect.stringMatching(/event: error\ndata: .*\n\n$/s) });
  });

  test("the money is used up: the upstream is given up, the stream settled, and the account not blamed", async () => {
    const { push, settles, body, settled, upstream, member } = await flowing({ amountNano: 1_000n });
    const client = readReply(body);
    push(FIRST);
    await letWorkFinish();
    expect(upstream).toEqual([expect.stringContaining("abort: The answer ends here: it costs more than was held for it")]);
    await settles();
    expect([settled, member.lastFailure]).toMatchObject([[{ outcome: "settled", reason: "budget_guard" }], null]);
    expect(client).toMatchObject({ ending: "end", text: expect.stringMatching(/event: error\ndata: .*billing_error.*\n\n$/s) });
  });

  test("a settle that failed breaks the connection off, also before the client is there", async () => {
    for (const isEarly of [true, false]) {
      const { push, failsToSettle, body, isWaitedFor } = await flowing();
      const early = isEarly ? readReply(body) : null;
      push(...STREAM);
      await failsToSettle();
      const client = early ?? readReply(body);
      expect([client.ending, client.text.includes("message_stop"), await isWaitedFor()]).toEqual(["break", false, false]);
    }
  });

  test("a slow client has the upstream paused until it takes more, and one that takes nothing for five minutes is given up", async () => {
    const { push, body, upstream, later, settles, settled } = await flowing();
    const client = readReply(body);
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
    const client = readReply(body);
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
    body.clientLeft();
    for (let n = 0; n < 8; n += 1) follower.data(long);
    expect(upstream).toEqual([]);
    for (let n = 0; n < 2; n += 1) follower.data(long);
    expect(upstream).toEqual(["abort: The client left, and the answer does not end."]);
  });
});
