import { once } from "node:events";
import net from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConnectionPool } from "@/lib/http1/client/connection-pool";
import { type RecordedExchange, sendRecorded } from "@/lib/http1/client/testing/recorded-exchange";
import { ScriptedServer } from "@/lib/http1/client/testing/scripted-server";
import { openPool } from "@/lib/upstreams/http-exchange";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

let server: ScriptedServer;
let pool: ConnectionPool;
let port: number;

beforeEach(async () => {
  server = new ScriptedServer();
  port = await server.listen();
  pool = openPool(`http://127.0.0.1:${port}`);
  server.script = ({ socket }) => socket.write(OK);
});
afterEach(async () => {
  vi.useRealTimers();
  await pool.close();
  await server.close();
});

const ask = (...request: Parameters<typeof sendRecorded> extends [unknown, ...infer Rest] ? Rest : never) =>
  sendRecorded(pool, ...request).over;
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

test("a request is written whole, and its answer reported in order", async () => {
  let seen = "";
  server.script = ({ head, body, socket }) => {
    seen = head + body;
    socket.write(OK);
  };
  const recorded = await ask({ headers: { "x-api-key": "sk" }, body: '{"a":"é"}' });
  expect(recorded).toMatchObject({ events: ["start", "data", "end"], status: 200, headers: { "content-length": "2" }, text: "hi" });
  expect(seen).toBe(
    `POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: keep-alive\r\nx-api-key: sk\r\ncontent-length: 10\r\n\r\n{"a":"é"}`,
  );
});

test.each([0, 1, 16_383, 16_384, 16_385, 40_000, 33 * 1024 * 1024])(
  "a body of %i bytes arrives as it was, as text and as bytes",
  async (size) => {
    const letters = "aé{\u0000\u00ff😀";
    const bytes = Buffer.from(letters.repeat(Math.ceil(size / 10))).subarray(0, size);
    for (const body of [bytes, "z".repeat(size)]) {
      let arrived = "";
      server.script = ({ body: got, socket }) => {
        arrived = got;
        socket.write(OK);
      };
      await ask({ body });
      expect(arrived === body.toString("utf8" as never)).toBe(true);
    }
  },
);

test("one call after another goes over one connection, calls at once over one each", async () => {
  for (let call = 0; call < 20; call += 1) await ask();
  expect(server.connections).toBe(1);
  await Promise.all(Array.from({ length: 20 }, () => ask()));
  expect(server.connections).toBe(20);
  for (let call = 0; call < 20; call += 1) await ask();
  expect(server.connections).toBe(20);
});

test.each([
  ["connection: close", "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi"],
  ["an old answer", "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi"],
  ["bytes beyond the end", `${OK}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil`],
  ["a patience of a second", "HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\nhi"],
])("after %s the connection is not used again", async (_, answer) => {
  server.script = ({ socket }) => socket.write(answer);
  for (const connection of [1, 2]) {
    expect(await ask()).toMatchObject({ events: ["start", "data", "end"], text: "hi" });
    expect(server.connections).toBe(connection);
  }
  await expect.poll(() => server.sockets.size).toBe(0);
});

test("an answer without a length ends with the connection", async () => {
  server.script = ({ socket }) => socket.end("HTTP/1.1 200 OK\r\n\r\nhello");
  expect(await ask()).toMatchObject({ text: "hello", events: ["start", "data", "end"] });
});

test.each<[string, string]>([
  ["nothing", ""],
  ["half a head", "HTTP/1.1 200"],
  ["half a body", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe"],
  ["half a chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhe"],
])("an upstream that closes or resets after %s: a failure, and nothing is asked twice", async (_, answer) => {
  let asked = 0;
  for (const isReset of [false, true]) {
    server.script = ({ socket }) => {
      asked += 1;
      socket.write(answer, () => (isReset ? setImmediate(() => socket.resetAndDestroy()) : socket.end()));
    };
    const recorded = await ask();
    expect(recorded.events.at(-1)).toBe("fail");
    expect(recorded.events).not.toContain("end");
  }
  expect(asked).toBe(2);
});

test.each<[string, (socket: net.Socket) => unknown]>([
  ["closes", (socket) => socket.end()],
  ["resets", (socket) => socket.resetAndDestroy()],
  ["speaks unasked on", (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil")],
])("a connection that the upstream %s while it idles is left, and the next call has a new one", async (_, act) => {
  await ask();
  for (const socket of server.sockets) act(socket);
  await expect.poll(() => server.sockets.size).toBe(0);
  expect(await ask()).toMatchObject({ text: "hi" });
  expect(server.connections).toBe(2);
});

test("unsolicited bytes of an upstream are never taken for an answer, even when they are read right after the next call", async () => {
  await ask();
  const [idle] = server.sockets;
  const trigger = net.connect(port, "127.0.0.1");
  await once(trigger, "connect");
  await expect.poll(() => server.sockets.size).toBe(2);
  const [, other] = server.sockets;
  await turn();
  const recorded = await new Promise<RecordedExchange>((resolve) => {
    trigger.once("data", () => resolve(sendRecorded(pool).over));
    // Both arrive before the next read.
    setImmediate(() => {
      other?.write("!");
      idle?.write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil");
    });
  });
  expect(recorded.text).toBe("hi");
  trigger.destroy();
});

test("an idle connection is closed after half a minute, or before the upstream would", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  for (const [answer, seconds] of [
    [OK, 30],
    ["HTTP/1.1 200 OK\r\nkeep-alive: timeout=5\r\ncontent-length: 2\r\n\r\nhi", 4],
  ] as const) {
    server.script = ({ socket }) => socket.write(answer);
    await ask();
    vi.advanceTimersByTime((seconds - 1) * 1_000);
    await turn();
    expect(server.sockets.size).toBe(1);
    vi.advanceTimersByTime(2_000);
    await vi.waitFor(() => expect(server.sockets.size).toBe(0));
    expect(vi.getTimerCount()).toBe(0);
  }
});

test("no listener, no such name, no answer: a failure that says why", async () => {
  const closed = new ScriptedServer();
  const free = await closed.listen();
  await closed.close();
  for (const [origin, reason] of [
    [`http://127.0.0.1:${free}`, /ECONNREFUSED/],
    [`http://localhost:${free}`, /ECONNREFUSED/],
    ["https://nobody.invalid", /ENOTFOUND|EAI_AGAIN/],
    [`https://127.0.0.1:${free}`, /ECONNREFUSED/],
  ] as const) {
    const away = openPool(origin);
    const recorded = await sendRecorded(away).over;
    expect(recorded.events).toEqual(["fail"]);
    expect(recorded.failure?.message).toMatch(reason);
    await away.close();
  }
});

test("a server that accepts the connection and sends no certificate in time is a failure", async () => {
  const silent = openPool(`https://127.0.0.1:${port}`, 100);
  const recorded = await sendRecorded(silent).over;
  expect(recorded.failure?.message).toMatch(/within 100 ms/);
  await silent.close();
  await expect.poll(() => server.sockets.size).toBe(0);
});

test("a request that would be two is never written", async () => {
  let asked = 0;
  server.script = ({ socket }) => {
    asked += 1;
    socket.write(OK);
  };
  for (const request of [
    { headers: { "anthropic-beta": "a\r\nx-api-key: b" } },
    { headers: { "a\r\nb": "c" } },
    { path: "/ HTTP/1.1\r\n" },
  ]) {
    const recorded = sendRecorded(pool, request);
    expect(recorded.events).toEqual([]);
    expect((await recorded.over).events).toEqual(["fail"]);
  }
  await ask();
  expect([asked, server.connections]).toEqual([1, 1]);
});

test("closing waits for open requests, and takes no new ones", async () => {
  server.script = ({ socket, body }) => setTimeout(() => socket.write(OK), body === "slow" ? 60 : 0);
  await ask();
  const [slow, fresh] = [sendRecorded(pool, { body: "slow" }), sendRecorded(pool, { body: "slow" })];
  let isClosed = false;
  const closed = Promise.all([pool.close(), pool.close()]).then(() => {
    isClosed = true;
  });
  const late = sendRecorded(pool);
  expect(late.events).toEqual([]);
  expect(await late.over).toMatchObject({ events: ["fail"] });
  expect(isClosed).toBe(false);
  expect([await slow.over, await fresh.over]).toMatchObject([{ text: "hi" }, { text: "hi" }]);
  await closed;
  await expect.poll(() => server.sockets.size).toBe(0);
});

test("ten thousand calls, some of them broken off: each ends once, and no connection is left over", async () => {
  let asked = 0;
  server.script = ({ socket }) => {
    asked += 1;
    if (asked % 100 === 0) socket.destroy();
    else if (asked % 3 === 0) socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
    else socket.write(OK);
  };
  const ends: Record<string, number> = {};
  const sender = async () => {
    for (let call = 0; call < 200; call += 1) {
      const { events, text } = await ask();
      const end = events.at(-1) === "end" ? text : "failed";
      ends[end] = (ends[end] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 50 }, sender));
  expect(ends).toEqual({ hi: 9_900, failed: 100 });
  expect(asked).toBe(10_000);
  expect(server.connections).toBeLessThanOrEqual(150);
  await pool.close();
  await expect.poll(() => server.sockets.size).toBe(0);
});
