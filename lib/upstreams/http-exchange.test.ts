import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ConnectionPool } from "@/lib/http1/client/connection-pool";
import { sendRecorded } from "@/lib/http1/client/testing/recorded-exchange";
import { ScriptedServer } from "@/lib/http1/client/testing/scripted-server";
import { openPool } from "@/lib/upstreams/http-exchange";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
const MEGABYTE = 1024 * 1024;

let server: ScriptedServer;
let pool: ConnectionPool;

beforeEach(async () => {
  server = new ScriptedServer();
  pool = openPool(`http://127.0.0.1:${await server.listen()}`);
});
afterEach(async () => {
  await pool.close();
  await server.close();
});

/** Two turns of the event loop with their reads. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 30));

test("no event comes before the send has returned, whatever the request", async () => {
  server.script = ({ socket }) => socket.write(OK);
  await sendRecorded(pool).over;
  const all = [sendRecorded(pool), sendRecorded(pool, { headers: { "a b": "" } }), sendRecorded(pool, { path: "" })];
  const closed = pool.close();
  all.push(sendRecorded(pool));
  for (const recorded of all) expect(recorded.events).toEqual([]);
  for (const recorded of all) await recorded.over;
  expect(all.map((recorded) => recorded.events.at(-1))).toEqual(["end", "fail", "fail", "fail"]);
  await closed;
});

describe("an aborted answer fails once, with the reason, and its connection is closed", () => {
  const reason = new Error("enough");

  test("before it was written", async () => {
    let asked = 0;
    server.script = () => {
      asked += 1;
    };
    const recorded = sendRecorded(pool);
    recorded.exchange.abort(reason);
    recorded.exchange.abort(new Error("again"));
    await recorded.over;
    await turn();
    expect(recorded).toMatchObject({ events: ["fail"], failure: reason });
    expect([asked, server.connections]).toEqual([0, 0]);
  });

  test("before the connection was ready", async () => {
    const recorded = sendRecorded(pool);
    await new Promise((resolve) => setImmediate(resolve));
    expect(recorded.exchange.connection).not.toBeNull();
    recorded.exchange.abort(reason);
    await recorded.over;
    expect(recorded).toMatchObject({ events: ["fail"], failure: reason });
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test.each([
    ["before an answer", "", []],
    ["in the head", "HTTP/1.1 200", []],
    ["in the body", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe", ["start", "data"]],
  ])("%s, also while it is paused", async (_, answer, before) => {
    for (const isPaused of [false, true]) {
      server.script = ({ socket }) => socket.write(answer);
      const recorded = sendRecorded(pool);
      if (before.length > 0) await recorded.when("data");
      else await turn();
      expect(recorded.events).toEqual(before);
      if (isPaused) recorded.exchange.pause();
      recorded.exchange.abort(reason);
      recorded.exchange.resume();
      await recorded.over;
      expect(recorded).toMatchObject({ events: [...before, "fail"], failure: reason });
      await expect.poll(() => server.sockets.size).toBe(0);
    }
  });

  test.each(["start", "data"])("in the listener of its %s", async (event) => {
    server.script = ({ socket }) => socket.write(OK);
    const recorded = await sendRecorded(pool, {}, (seen, { exchange }) => seen === event && exchange.abort(reason)).over;
    expect(recorded.events).toEqual(event === "start" ? ["start", "fail"] : ["start", "data", "fail"]);
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test("but not after its end, and the connection goes on", async () => {
    server.script = ({ socket }) => socket.write(OK);
    const recorded = await sendRecorded(pool, {}, (seen, { exchange }) => seen === "end" && exchange.abort(reason)).over;
    recorded.exchange.abort(reason);
    recorded.exchange.pause();
    expect(recorded.events).toEqual(["start", "data", "end"]);
    expect(await sendRecorded(pool).over).toMatchObject({ text: "hi" });
    expect(server.connections).toBe(1);
  });
});

test.each(["start", "data"])("a listener that throws at an answer's %s gets a failure, and the others go on", async (event) => {
  server.script = ({ socket }) => socket.write(OK);
  const throws = (seen: string) => {
    if (seen === event) throw new Error("cannot take it");
  };
  const [broken, other] = [sendRecorded(pool, {}, throws), sendRecorded(pool)];
  expect(await broken.over).toMatchObject({ failure: { message: "cannot take it" } });
  expect(await other.over).toMatchObject({ text: "hi" });
});

describe("an answer that is paused", () => {
  test("stops soon, slows the upstream down, and comes whole afterwards", async () => {
    const size = 64 * MEGABYTE;
    let written = 0;
    server.script = ({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`);
      const more = () => {
        while (written < size) {
          written += 65_536;
          if (!socket.write(Buffer.alloc(65_536, "x"))) return;
        }
      };
      socket.on("drain", more);
      more();
    };
    const recorded = sendRecorded(
      pool,
      {},
      (seen, { exchange, bytes }) => seen === "data" && bytes > MEGABYTE && bytes < 2 * MEGABYTE && exchange.pause(),
    );
    await recorded.when("data");
    await expect.poll(() => recorded.bytes).toBeGreaterThan(MEGABYTE);
    await turn();
    const held = recorded.bytes;
    expect(held).toBeLessThan(MEGABYTE + 3 * 65_536);
    await turn();
    expect([recorded.bytes, recorded.events]).toEqual([held, ["start", "data"]]);
    expect(written).toBeLessThan(size / 2);
    recorded.exchange.resume();
    while (recorded.events.at(-1) === "data") {
      await turn();
      recorded.exchange.resume();
    }
    expect([recorded.bytes, recorded.events]).toEqual([size, ["start", "data", "end"]]);
  });

  test("before it is written begins once it is resumed, on a connection that is ready or not yet", async () => {
    server.script = ({ socket }) => socket.write(OK);
    for (const _ of ["new", "used"]) {
      const recorded = sendRecorded(pool);
      recorded.exchange.pause();
      await turn();
      expect(recorded.events).toEqual([]);
      recorded.exchange.resume();
      expect(await recorded.over).toMatchObject({ text: "hi" });
    }
    expect(server.connections).toBe(1);
  });

  test("with its last bytes leaves a connection that others can use, and that is seen to close", async () => {
    server.script = ({ socket }) => socket.write(OK);
    await sendRecorded(pool, {}, (seen, { exchange }) => seen === "data" && exchange.pause()).over;
    expect(await sendRecorded(pool).over).toMatchObject({ text: "hi" });
    expect(server.connections).toBe(1);
    await sendRecorded(pool, {}, (seen, { exchange }) => seen === "data" && exchange.pause()).over;
    for (const socket of server.sockets) socket.end();
    await expect.poll(() => server.sockets.size).toBe(0);
  });
});

test("the pieces of a read are delivered at once, and do not change while others are read", async () => {
  const events = Array.from({ length: 50 }, (_, index) => `event: ${index}\n\n`);
  const chunks = events.map((event) => `${event.length.toString(16)}\r\n${event}\r\n`).join("");
  server.script = ({ socket }) => socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
  const all = await Promise.all(Array.from({ length: 10 }, () => sendRecorded(pool).over));
  for (const recorded of all) expect(recorded.text).toBe(events.join(""));
});

test("an interim answer is skipped, and shows that the upstream is alive", async () => {
  server.script = ({ socket }) => socket.write("HTTP/1.1 102 Processing\r\n\r\n", () => setTimeout(() => socket.write(OK), 20));
  expect(await sendRecorded(pool).over).toMatchObject({ events: ["start", "data", "end"], status: 200 });
});
