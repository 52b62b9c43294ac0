import "@/lib/rates/testing/rates-off-environment";
import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "@/lib/relay/testing/ask";
import { MESSAGE } from "@/lib/relay/testing/golden";
import { answerJson, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { LinkReader } from "@/lib/upstreams/links/link-reader";
import { content, type LinkedServer, startLinkedServer } from "@/lib/upstreams/links/testing/linked-server";
import { classicPdf, flatTree } from "@/lib/wire/pdf/testing/pdf-files";

const MB = 1024 * 1024;
const LONG_PDF = Buffer.concat([classicPdf(flatTree(1)), Buffer.alloc(23 * MB, "/Page#")]);

let relay: TestRelay;
let upstream: ScriptedUpstream;
let server: LinkedServer;
let url: string;
beforeAll(async () => {
  server = await startLinkedServer();
  url = server.serve("/long.pdf", content(LONG_PDF, "application/pdf"));
  upstream = await startScriptedUpstream();
  relay = await startTestRelay(upstream.url, new LinkReader(server.surroundings, { patienceMs: 60_000, mostBytesAtOnce: 256 * MB }));
});
afterAll(async () => {
  await relay.close();
  await upstream.close();
  await server.close();
});

const block = { type: "document", source: { type: "url", url: "" } };
const send = ({ secret }: { secret: string }) => {
  const body = {
    model: "claude-opus-5",
    max_tokens: 9,
    messages: [{ role: "user", content: [{ ...block, source: { type: "url", url } }] }],
  };
  return ask(`${relay.url}/api/v1/messages`, { secret, body });
};

/** The longest time that this thread computes without yielding, in milliseconds of CPU: a loaded machine does not change it. */
async function longestWork(during: Promise<unknown>): Promise<number> {
  const worked = () => Number.parseInt(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8"), 10) / 1e6;
  let isOver = false;
  void during.finally(() => {
    isOver = true;
  });
  let longestMs = 0;
  for (let before = worked(); !isOver; ) {
    await nextTurn();
    const now = worked();
    longestMs = Math.max(longestMs, now - before);
    before = now;
  }
  return longestMs;
}

test("a linked document of 23 MB keeps no other call waiting while it is counted", async () => {
  upstream.play(answerJson(MESSAGE));
  const customer = await newCustomer(100_000_000_000n);
  const sent = send(customer);
  expect(await longestWork(sent)).toBeLessThan(250);
  expect((await sent).status).toBe(200);
  // One page, and not the model's whole context.
  expect((await eventsOf(customer))[0]?.hold_nano).toBeLessThan(200_000_000n);
});

test("what the linked documents of calls under way take in memory is bounded, and free again once they end", {
  timeout: 240_000,
}, async () => {
  const customer = await newCustomer(100_000_000_000n);
  const answers: (() => void)[] = [];
  upstream.play((response, request) => void answers.push(() => void answerJson(MESSAGE)(response, request)));
  const eight: ReturnType<typeof send>[] = [];
  // One after the other, so that none is refused because others are being read.
  for (let n = 1; n <= 8; n++) {
    eight.push(send(customer));
    await expect.poll(() => answers.length).toBe(n);
  }
  expect(await send(customer)).toMatchObject({ status: 529, json: { error: { type: "overloaded_error" } } });
  for (const answer of answers.splice(0)) answer();
  expect((await Promise.all(eight)).map(({ status }) => status)).toEqual(Array(8).fill(200));
  upstream.play(answerJson(MESSAGE));
  expect((await send(customer)).status).toBe(200);
});
