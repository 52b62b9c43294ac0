import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { beforeEach, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ASK, askAt, MESSAGE, STREAM, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson, answerStream, sent } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer, startTestRelay } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();
let customer: Customer;

beforeEach(async () => {
  customer = await newCustomer();
});

const PATHS = ["/api/v1/messages", "/api/v1/chat/completions", "/api/v1/responses"];
const LAST_FRAME = /message_stop|\[DONE\]|response\.completed/;

/** Sends a call over a plain socket, so that the test decides which bytes to read. */
function call(path: string, body: object): Socket {
  const text = JSON.stringify(body);
  const { hostname, port } = new URL(relay.url);
  const socket = connect(Number.parseInt(port, 10), hostname);
  socket.on("error", () => undefined);
  const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${customer.secret}\r\nconnection: close\r\n`;
  socket.write(`${head}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  return socket;
}

async function received(socket: Socket, text: string): Promise<void> {
  let seen = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    seen += chunk;
    if (seen.includes(text)) return;
  }
  throw new Error(`the answer ended without ${text}: ${seen}`);
}

const eventually = (check: () => Promise<unknown>) => expect.poll(check, { interval: 20 });

describe.each(PATHS)("%s", (path) => {
  test("a client that leaves in the middle of a stream is charged for what the upstream then reports, once", async () => {
    const gone = deferred();
    upstream.play(async (response, request) => {
      await answerStream(STREAM.slice(0, 8), () => undefined)(response, request);
      await gone.promise;
      for (const frame of STREAM.slice(8)) await sent(response, frame);
      response.end();
    });
    const socket = call(path, askAt(path, { stream: true }));
    await received(socket, "Checking.");
    socket.destroy();
    await once(socket, "close");
    expect(await eventsOf(customer)).toEqual([]);
    gone.resolve();
    await eventually(() => eventsOf(customer)).toMatchObject([
      { outcome: "settled", reason: "client_left", charge_nano: USAGE_CHARGE_NANO, output_tokens: 150, is_estimated: false },
    ]);
    expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(customer.workspaceId);
  });

  test("a client that leaves before a whole answer came is charged for it", async () => {
    let answer = () => {};
    const arrived = new Promise<void>((resolve) => {
      upstream.play((response, request) => {
        answer = () => answerJson(MESSAGE)(response, request);
        resolve();
      });
    });
    const socket = call(path, askAt(path));
    await arrived;
    socket.destroy();
    await once(socket, "close");
    answer();
    await eventually(() => eventsOf(customer)).toMatchObject([{ outcome: "settled", charge_nano: USAGE_CHARGE_NANO }]);
    await expectBooksBalance(customer.workspaceId);
  });

  test.each([true, false])("no end of an answer is sent before its settle is committed (stream: %s)", async (stream) => {
    const locker = await postgres().connect();
    let whole = "";
    try {
      upstream.play(async (response, request) => {
        // No call can settle from here on: the hold exists, and the test has locked the wallet's row.
        await locker.query("BEGIN");
        await locker.query("SELECT lock_wallet($1)", [customer.workspaceId]);
        await (stream ? answerStream(STREAM) : answerJson(MESSAGE))(response, request);
      });
      const socket = call(path, askAt(path, { stream }));
      socket.on("data", (chunk) => {
        whole += chunk;
      });
      const ended = once(socket, "end");
      await eventually(async () => {
        const { rows } = await postgres().query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
        return rows.length;
      }).toBeGreaterThan(0);
      if (stream) await eventually(async () => whole).toContain("Checking.");
      expect(whole).not.toMatch(stream ? LAST_FRAME : /HTTP/);
      expect(whole).not.toContain('finish_reason":"');
      expect(await eventsOf(customer)).toEqual([]);
      await locker.query("COMMIT");
      await ended;
    } finally {
      await locker.query("ROLLBACK");
      locker.release();
    }
    expect(whole).toMatch(stream ? LAST_FRAME : /x-relais-charge: 0.024036/);
    expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", charge_nano: USAGE_CHARGE_NANO }]);
  });
});

test.each([
  ["a whole answer, which is charged", false, answerJson(MESSAGE), { outcome: "settled", charge_nano: USAGE_CHARGE_NANO }],
  ["a stream, which is charged", true, answerStream(STREAM), { outcome: "settled", charge_nano: USAGE_CHARGE_NANO }],
  [
    "a refusal, which is free",
    false,
    answerJson({ type: "error", error: { type: "api_error", message: "No" } }, 500),
    { outcome: "released" },
  ],
])("a client that leaves before the first byte of %s has that on its receipt", async (_, stream, answer, event) => {
  let reply = (): unknown => undefined;
  const asked = new Promise<void>((resolve) => {
    upstream.play((response, request) => {
      reply = () => answer(response, request);
      resolve();
    });
  });
  const socket = call("/api/v1/messages", { ...ASK, stream });
  await asked;
  socket.destroy();
  await once(socket, "close");
  // The relay receives this in a later turn.
  await new Promise((resolve) => setTimeout(resolve, 100));
  reply();
  await eventually(() => eventsOf(customer)).toMatchObject([{ ...event, reason: "client_left" }]);
});

test("a client that takes nothing holds the upstream back; given up after five minutes, it is still charged", async () => {
  const delta = (STREAM[7] as string).replace("Checking.", "x".repeat(60_000));
  upstream.play(answerStream([...STREAM.slice(0, 8), delta.repeat(400), ...STREAM.slice(8)]));
  const socket = call("/api/v1/messages", { ...ASK, stream: true });
  socket.pause();
  // Only a client that does not read its stream is given up: the others read theirs to the end long before.
  await eventually(async () => {
    relay.openStreams.tick(performance.now() + 301_000);
    return eventsOf(customer);
  }).toMatchObject([{ outcome: "settled", reason: "client_left", charge_nano: USAGE_CHARGE_NANO }]);
  socket.destroy();
});

test("an answer without an end whose client has left is read so far and no further, and charged by the rule for cut answers", async () => {
  const delta = (STREAM[7] as string).replace("Checking.", "x".repeat(1_000_000));
  let hasBrokenOff = false;
  upstream.play(async (response, request) => {
    response.on("close", () => {
      hasBrokenOff = true;
    });
    await answerStream(STREAM.slice(0, 8), () => undefined)(response, request);
    while (!hasBrokenOff)
      await new Promise((resolve) =>
        response.write(delta) ? setImmediate(resolve) : response.once("drain", resolve).once("close", resolve),
      );
  });
  const socket = call("/api/v1/messages", { ...ASK, stream: true });
  await received(socket, "Checking.");
  socket.destroy();
  await eventually(() => eventsOf(customer)).toMatchObject([{ outcome: "settled", is_estimated: true, output_tokens: ASK.max_tokens }]);
  await eventually(async () => hasBrokenOff).toBe(true);
});

test("a silent stream gives signs of life", async () => {
  const silent = deferred();
  const goOn = deferred();
  upstream.play(async (response, request) => {
    await answerStream(STREAM.slice(0, 8), silent.resolve)(response, request);
    await goOn.promise;
    response.end(STREAM.slice(8).join(""));
  });
  const socket = call("/api/v1/messages", { ...ASK, stream: true });
  await silent.promise;
  await received(socket, "Checking.");
  relay.openStreams.tick(performance.now() + 16_000);
  await received(socket, 'event: ping\ndata: {"type": "ping"}\n\n');
  goOn.resolve();
  await received(socket, "message_stop");
});

test("a relay that closes waits for its streams and settles them", async () => {
  const closing = await startTestRelay(upstream.url);
  const goOn = deferred();
  upstream.play(async (response, request) => {
    await answerStream(STREAM.slice(0, 8), () => undefined)(response, request);
    await goOn.promise;
    response.end(STREAM.slice(8).join(""));
  });
  const response = await fetch(`${closing.url}/api/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": customer.secret },
    body: JSON.stringify({ ...ASK, stream: true }),
  });
  let isClosed = false;
  const closed = closing.relay.close().then(() => {
    isClosed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isClosed).toBe(false);
  goOn.resolve();
  expect(await response.text()).toBe(STREAM.join(""));
  await closed;
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", charge_nano: USAGE_CHARGE_NANO }]);
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
