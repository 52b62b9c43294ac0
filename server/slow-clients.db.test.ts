import "@/lib/rates/testing/rates-off-environment";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ASK, frame, STREAM, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { type FrontDoorProcess, rawClient, startFrontDoor } from "@/server/testing/front-door-process";

let upstream: ScriptedUpstream;
let door: FrontDoorProcess;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  door = await startFrontDoor({ ANTHROPIC_BASE_URL: upstream.url, ANTHROPIC_API_KEY: "sk-upstream" });
});
afterAll(async () => {
  await door.close();
  await upstream.close();
});

const PIECE = frame("content_block_delta", { index: 0, delta: { type: "text_delta", text: "x".repeat(64 * 1024) } });
/** 64 MB if nothing slowed it down. */
const PIECES = 1_024;
const STREAMS = 4;

test("clients that do not read for a while slow their upstreams, fill no memory, and pay exactly in the end", {
  timeout: 120_000,
}, async () => {
  let sentPieces = 0;
  upstream.play(async (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(STREAM.slice(0, 8).join(""));
    for (let piece = 0; piece < PIECES; piece++) {
      sentPieces += 1;
      if (!response.write(PIECE)) await once(response, "drain");
    }
    response.end(STREAM.slice(8).join(""));
  });
  const customer = await newCustomer();
  const before = door.residentMb();
  const sockets = await Promise.all(
    Array.from({ length: STREAMS }, async () => {
      const socket = connect(door.port, "127.0.0.1");
      const body = JSON.stringify({ ...ASK, stream: true });
      socket.write(
        `POST /api/v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${customer.secret}\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      await once(socket, "readable");
      return socket;
    }),
  );
  // The client no longer reads: bytes on their way fill the sockets, then the upstream waits.
  let sentBefore = -1;
  await expect
    .poll(
      () => {
        const isStill = sentPieces === sentBefore;
        sentBefore = sentPieces;
        return isStill;
      },
      { interval: 700, timeout: 60_000 },
    )
    .toBe(true);
  expect(sentPieces).toBeLessThan(PIECES * STREAMS * 0.75);
  expect(door.residentMb() - before).toBeLessThan(120);
  await Promise.all(
    sockets.map(async (socket) => {
      let last = "";
      socket.on("data", (chunk) => {
        last = (last + chunk.toString("latin1")).slice(-200);
      });
      socket.resume();
      await once(socket, "end");
      expect(last).toContain("event: message_stop");
    }),
  );
  const events = await eventsOf(customer);
  expect(events).toHaveLength(STREAMS);
  for (const event of events) expect(event).toMatchObject({ outcome: "settled", is_estimated: false, charge_nano: USAGE_CHARGE_NANO });
  expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
  await expectBooksBalance(customer.workspaceId);
});

test("bodies that stop half-way are refused in a sentence, and their bytes are freed", async () => {
  const { secret } = await newCustomer();
  const before = door.residentMb();
  const half = "x".repeat(125_000);
  const clients = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const { socket, all } = await rawClient(door.port);
      // Half of them go through node:http.
      const length = index % 2 === 0 ? 250_000 : 2_000_000;
      socket.write(`POST /api/v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${secret}\r\ncontent-length: ${length}\r\n\r\n${half}`);
      return { all };
    }),
  );
  expect(door.residentMb() - before).toBeLessThan(100);
  for (const { all } of clients) {
    const text = await all;
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text).toContain("The request took too long to arrive. Nothing was charged.");
  }
});
