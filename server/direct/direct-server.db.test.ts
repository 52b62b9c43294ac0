import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Relay } from "@/lib/api/handle-request";
import type { RelayReply, RelayRequest, ReplySink, ReplyStream } from "@/lib/relay/call/request";
import { type DirectServer, openDirectServer } from "@/server/direct/direct-server";
import { LIMITS } from "@/server/http-server";

type Handle = (request: RelayRequest) => RelayReply | Promise<RelayReply>;

let server: Server;
let direct: DirectServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** A server whose relay answers with `handle`; a request that reaches node:http says so. */
async function open(handle: Handle, limits: Partial<typeof LIMITS> = {}): Promise<void> {
  const relay = { handle: async (request: RelayRequest) => handle(request), close: async () => undefined } satisfies Relay;
  server = createServer(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    response.end(`node:http ${incoming.method} ${incoming.url} ${body.length}`);
  });
  direct = openDirectServer(server, relay, { ...LIMITS, ...limits });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}

async function client(): Promise<{ socket: Socket; seen(): string; closed: Promise<unknown> }> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket);
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return { socket, seen: () => text, closed: once(socket, "close") };
}

const echo: Handle = async (request) => ({
  status: 200,
  headers: { "content-type": "text/plain" },
  body: `direct ${request.method} ${request.path} ${request.query} ${Buffer.from(await request.readBody(1_000_000)).toString()}`,
});
const post = (body: string, lines: string[] = []) =>
  `${["POST /api/v1/messages?beta=true HTTP/1.1", "host: relais", `content-length: ${body.length}`, ...lines].join("\r\n")}\r\n\r\n${body}`;
const answersIn = (text: string) => text.match(/(?<=\r\n\r\n)(direct|node:http)[^\r\n]*?(?=HTTP\/1\.1|$)/g) ?? [];

test("requests on one connection are answered one after the other, sent at once or in turn", async () => {
  await open(echo);
  const { socket, seen } = await client();
  socket.write(post("one") + post("two") + post("three"));
  await expect.poll(() => answersIn(seen())).toHaveLength(3);
  socket.write(post("four"));
  await expect.poll(() => answersIn(seen())).toHaveLength(4);
  expect(answersIn(seen()).map((each) => each.split(" ").at(-1))).toEqual(["one", "two", "three", "four"]);
  expect(seen()).toContain("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ");
  expect(seen()).toMatch(/date: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\nconnection: keep-alive\r\nkeep-alive: timeout=65\r\n/);
});

test("wherever the bytes of a request are cut, it is answered once, with all of its body", async () => {
  await open(echo);
  const request = post("hello");
  for (let at = 1; at < request.length; at += 3) {
    const { socket, seen } = await client();
    socket.write(request.slice(0, at));
    await new Promise((resolve) => setTimeout(resolve, 2));
    socket.write(request.slice(at));
    await expect.poll(() => answersIn(seen())).toHaveLength(1);
    expect(answersIn(seen())[0]).toMatch(/hello$|^node:http POST \/api\/v1\/messages\?beta=true 5$/);
  }
});

test("a connection goes to node:http with its first other request, which loses no byte, and stays there", async () => {
  await open(echo);
  const { socket, seen } = await client();
  socket.write(`${post("one")}GET /usage HTTP/1.1\r\nhost: relais\r\n\r\n`);
  await expect.poll(() => answersIn(seen())).toEqual(["direct POST /api/v1/messages beta=true one", "node:http GET /usage 0"]);
  socket.write(post("three"));
  await expect.poll(() => seen().match(/node:http POST \/api\/v1\/messages\?beta=true 5/g)).toHaveLength(1);
});

test("a long body is node:http's, also when all its bytes come late", async () => {
  await open(echo);
  const { socket, seen } = await client();
  socket.write(post("x".repeat(1_000_000)));
  await expect.poll(() => answersIn(seen())).toEqual(["node:http POST /api/v1/messages?beta=true 1000000"]);
});

test("a refusal before the body has come does not mix up what follows", async () => {
  await open((request) => (request.headers["x-refuse"] ? { status: 401, headers: {}, body: "direct refused" } : echo(request)));
  const { socket, seen } = await client();
  const refused = post("0123456789", ["x-refuse: 1"]);
  socket.write(refused.slice(0, -6));
  await expect.poll(() => answersIn(seen())).toEqual(["direct refused"]);
  socket.write(refused.slice(-6) + post("next"));
  await expect.poll(() => answersIn(seen()).at(-1)).toMatch(/ next$/);
  expect(answersIn(seen())).toHaveLength(2);
});

test("`connection: close` and a server that closes make an answer the connection's last", async () => {
  await open(echo);
  const first = await client();
  first.socket.write(post("one", ["connection: close"]));
  await first.closed;
  expect(first.seen()).toContain("connection: close\r\n");
  const second = await client();
  second.socket.write(post("one"));
  await expect.poll(() => answersIn(second.seen())).toHaveLength(1);
  server.close();
  second.socket.write(post("two"));
  await second.closed;
  expect(second.seen().match(/connection: close/g)).toHaveLength(1);
});

test("a client that leaves in the middle of its body is a refusal, and no failure of ours", async () => {
  let read: Promise<unknown> = Promise.resolve();
  await open((request) => {
    read = Promise.resolve(request.readBody(1_000)).catch((error) => error);
    return read.then(() => ({ status: 400, headers: {}, body: "" }));
  });
  const { socket } = await client();
  socket.write(post("0123456789").slice(0, -4));
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  await expect.poll(() => read).toMatchObject({ code: "invalid_request", message: "The body broke off." });
});

test("a header that would begin a new line ends the connection, and none of it is sent", async () => {
  await open(() => ({ status: 200, headers: { "x-name": "a\r\nset-cookie: b" }, body: "direct" }));
  const { socket, seen, closed } = await client();
  socket.write(post(""));
  await closed;
  expect(seen()).toBe("");
});

/** A stream under the test's control. */
class Held implements ReplyStream {
  sink: ReplySink | null = null;
  resumed = 0;
  hasLeft = false;
  start(sink: ReplySink): void {
    this.sink = sink;
  }
  resume(): void {
    this.resumed += 1;
  }
  clientLeft(): void {
    this.hasLeft = true;
  }
}

test("a stream is sent in chunks, pauses when the client does not read, and goes on when there is room", async () => {
  const stream = new Held();
  await open(() => ({ status: 200, headers: { "content-type": "text/event-stream" }, body: stream }));
  const { socket, seen } = await client();
  socket.write(post(""));
  await expect.poll(() => stream.sink).not.toBeNull();
  expect(stream.sink?.write(Buffer.from("héllo"))).toBe(true);
  stream.sink?.write(Buffer.alloc(0));
  await expect.poll(seen).toMatch(/transfer-encoding: chunked\r\n(.|\r\n)*\r\n\r\n6\r\nh\xc3\xa9llo\r\n$/);
  socket.pause();
  while (stream.sink?.write(Buffer.alloc(100_000, "x")));
  expect(stream.resumed).toBe(0);
  socket.resume();
  await expect.poll(() => stream.resumed).toBeGreaterThan(0);
  stream.sink?.end(Buffer.from("bye"));
  await expect.poll(() => seen().slice(-20)).toMatch(/\r\n3\r\nbye\r\n0\r\n\r\n$/);
  expect(stream.hasLeft).toBe(false);
  socket.write(post(""));
  await expect.poll(() => seen().match(/HTTP\/1\.1 200/g)).toHaveLength(1);
});

test.each(["destroy", "end"] as const)("a client that leaves by %s is reported to the stream once", async (how) => {
  const stream = new Held();
  await open(() => ({ status: 200, headers: {}, body: stream }));
  const { socket } = await client();
  socket.write(post(""));
  await expect.poll(() => stream.sink).not.toBeNull();
  socket[how]();
  await expect.poll(() => stream.hasLeft).toBe(true);
  expect(stream.sink?.write(Buffer.from("late"))).toBe(true);
  stream.sink?.end();
});

test("a client that is silent or stops in a body gets a refusal and is closed; one between two requests is closed", async () => {
  const limits = { headersTimeout: 60, requestTimeout: 60, keepAliveTimeout: 60, connectionsCheckingInterval: 10 };
  await open(echo, limits);
  const silent = await client();
  const slow = await client();
  slow.socket.write(post("0123456789").slice(0, -4));
  const idle = await client();
  idle.socket.write(post("one"));
  await Promise.all([silent.closed, slow.closed, idle.closed]);
  expect(silent.seen()).toContain("408 Request Timeout");
  expect(slow.seen()).toContain("408 Request Timeout");
  expect(slow.seen()).toContain("Nothing was charged");
  expect(idle.seen().match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test("closing ends the connections that wait, and none with an open answer", async () => {
  const stream = new Held();
  await open((request) => (request.headers["x-stream"] ? { status: 200, headers: {}, body: stream } : echo(request)));
  const waiting = await client();
  const answered = await client();
  answered.socket.write(post("", ["x-stream: 1"]));
  await expect.poll(() => stream.sink).not.toBeNull();
  direct.closeIdle();
  await waiting.closed;
  stream.sink?.end(Buffer.from("whole"));
  await expect.poll(answered.seen).toContain("whole");
});

test("a last answer that comes before the body reaches a client that is still sending, and the connection ends with the body", async () => {
  await open(() => ({ status: 401, headers: {}, body: "direct refused" }));
  const { socket, seen, closed } = await client();
  const request = post("x".repeat(200_000), ["connection: close"]);
  socket.write(request.slice(0, 1_000));
  await expect.poll(seen).toContain("direct refused");
  socket.write(`${request.slice(1_000)}${post("never answered")}`);
  await closed;
  expect(seen().match(/HTTP\/1\.1/g)).toHaveLength(1);
});
