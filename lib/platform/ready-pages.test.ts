import { expect, test } from "vitest";
import { ReadyPages } from "@/lib/platform/ready-pages";

const FRESH_MS = 10_000;

function pages(render: (key: string) => Promise<string | null>) {
  let nowMs = 0;
  const asked: string[] = [];
  const ready = new ReadyPages({
    nonce: "SECRET",
    freshMs: FRESH_MS,
    clock: { now: () => new Date(nowMs) },
    render: async (key) => {
      asked.push(key);
      const html = await render(key);
      return html === null ? null : { html, headers: [["x-of", key]] };
    },
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { ready, asked, settled, pass: (ms: number) => (nowMs += ms) };
}

test("the first reader's page is rendered for that reader; the next ones get it ready, each with a nonce of its own", async () => {
  const { ready, settled, asked } = pages(async () => `<script nonce="SECRET"></script><i nonce="SECRET">`);
  expect(ready.find("/", "a")).toBeNull();
  expect(ready.find("/", "a")).toBeNull();
  await settled();
  expect(ready.find("/", "b")).toEqual({ html: `<script nonce="b"></script><i nonce="b">`, headers: [["x-of", "/"]] });
  expect(ready.find("/", "c")?.html).not.toContain("b");
  expect(asked).toEqual(["/"]);
});

test("a page that is no longer fresh is rendered once more while it is sent, and one that is old is not sent", async () => {
  let version = 0;
  const { ready, settled, pass } = pages(async () => `version ${++version} SECRET`);
  ready.find("/", "n");
  await settled();
  pass(FRESH_MS + 1);
  expect(ready.find("/", "n")?.html).toBe("version 1 n");
  await settled();
  expect(ready.find("/", "n")?.html).toBe("version 2 n");
  pass(2 * FRESH_MS + 1);
  expect(ready.find("/", "n")).toBeNull();
  await settled();
  expect(ready.find("/", "n")?.html).toBe("version 3 n");
});

test("a page that cannot be rendered, may not be kept, or has no nonce of this process is never sent", async () => {
  let answers: (string | null | Error)[] = [new Error("away"), null, "of another process", "here SECRET"];
  const { ready, settled } = pages(async () => {
    const [next = null, ...rest] = answers;
    answers = rest;
    if (next instanceof Error) throw next;
    return next;
  });
  for (const expected of [null, null, null, null]) {
    expect(ready.find("/", "n")).toBe(expected);
    await settled();
  }
  expect(ready.find("/", "n")?.html).toBe("here n");
});

test("memory has a bound: more pages than the site has are rendered for their readers", async () => {
  const { ready, settled } = pages(async (key) => `${key} SECRET`);
  for (let page = 0; page < 200; page += 1) {
    ready.find(`/${page}`, "n");
    await settled();
  }
  const kept = Array.from({ length: 200 }, (_, page) => ready.find(`/${page}`, "n")).filter(Boolean);
  expect(kept).toHaveLength(64);
});

test("few pages are rendered ahead at once, however many addresses are asked for", async () => {
  const { ready, asked } = pages(() => new Promise(() => undefined));
  for (let page = 0; page < 1_000; page += 1) ready.find(`/${page}`, "n");
  expect(asked).toHaveLength(4);
});
