import { expect, test } from "vitest";
import { send, type WaitFor } from "@/lib/relay/routing/upstream-answer";
import type { Upstream, UpstreamListener, UpstreamRequest } from "@/lib/upstreams/upstream";

const REQUEST: UpstreamRequest = { path: "/v1/messages", headers: {}, body: "{}", silenceMs: 1_000 };
const EVENTS = { "content-type": "text/event-stream" };

/** An upstream whose answers the test sends. */
function ask(waitFor: WaitFor) {
  let listener: UpstreamListener | null = null;
  const aborts: string[] = [];
  const upstream = {
    send(_: UpstreamRequest, by: UpstreamListener) {
      listener = by;
      return { pause: () => undefined, resume: () => undefined, abort: (reason: Error) => void aborts.push(reason.message) };
    },
  } as unknown as Upstream;
  const answer = send(upstream, REQUEST, waitFor);
  return { answer, says: listener as unknown as UpstreamListener, aborts };
}

/** The events that a follower receives. */
function seen() {
  const got: string[] = [];
  const follower = {
    data: (chunk: Buffer) => void got.push(`${chunk}`),
    end: () => void got.push("(end)"),
    fail: (cause: Error) => void got.push(`(${cause.message})`),
  };
  return { got, follower };
}

test.each<[string, (says: UpstreamListener) => void, string]>([
  ["an end", (says) => says.end(), "(end)"],
  ["a break", (says) => says.fail(new Error("reset")), "(reset)"],
])("nothing of a stream is lost that comes before somebody follows it, nor %s", async (_, ends, ending) => {
  for (const isEarly of [true, false]) {
    const { answer, says } = ask("stream");
    says.start(200, EVENTS);
    says.data(Buffer.from("a"));
    says.data(Buffer.from("b"));
    if (isEarly) ends(says);
    const stream = await answer;
    const { got, follower } = seen();
    if (stream.kind === "stream") stream.bytes.follow(follower);
    says.data(Buffer.from(isEarly ? "" : "c"));
    if (!isEarly) ends(says);
    expect(got.filter((each) => each !== "")).toEqual(isEarly ? ["a", "b", ending] : ["a", "b", "c", ending]);
  }
});

test("where somebody else could be asked, a stream has begun with its first event, and an error in its place is an error answer", async () => {
  const begun = ask("begun_stream");
  begun.says.start(200, EVENTS);
  begun.says.data(Buffer.from("event: message_start\n"));
  const stream = await begun.answer;
  const { got, follower } = seen();
  if (stream.kind === "stream") stream.bytes.follow(follower);
  expect(got).toEqual(["event: message_start\n"]);
  const failed = ask("begun_stream");
  failed.says.start(200, EVENTS);
  failed.says.data(Buffer.from('event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'));
  failed.says.end();
  expect(await failed.answer).toMatchObject({ kind: "whole", status: 529 });
});

test("what is no stream is waited for to its end, and one that does not end is given up", async () => {
  for (const waitFor of ["whole", "stream", "begun_stream"] as const) {
    const { answer, says, aborts } = ask(waitFor);
    says.start(200, waitFor === "whole" ? EVENTS : { "content-type": "application/json" });
    says.data(Buffer.from("{"));
    says.data(Buffer.from("}"));
    says.end();
    expect([await answer, aborts]).toMatchObject([{ kind: "whole", status: 200, body: Buffer.from("{}") }, []]);
  }
  const endless = ask("whole");
  endless.says.start(200, {});
  for (let n = 0; n < 65; n += 1) endless.says.data(Buffer.alloc(1024 * 1024));
  expect(endless.aborts).toEqual(["The upstream's answer is too long."]);
});
