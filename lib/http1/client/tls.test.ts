import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sendRecorded } from "@/lib/http1/client/testing/recorded-exchange";
import { ScriptedServer } from "@/lib/http1/client/testing/scripted-server";
import { openPool } from "@/lib/upstreams/http-exchange";

const file = (name: string) => fileURLToPath(new URL(`./testing/${name}`, import.meta.url));
const server = new ScriptedServer({ cert: readFileSync(file("certificate.pem")), key: readFileSync(file("key.pem")) });
let asked: string[] = [];
let port: number;

beforeAll(async () => {
  port = await server.listen();
  server.script = ({ head, body, socket }) => {
    asked.push(head);
    socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
  };
});
afterAll(() => server.close());

/** Sends bodies one after another, in a process that trusts the certificate: a process reads its trusted certificates when it starts. */
async function callsOfTrusting(origin: string, bytes: number[]): Promise<unknown> {
  const code = `
    import { openPool } from "./lib/upstreams/http-exchange";
    import { sendRecorded } from "./lib/http1/client/testing/recorded-exchange";
    const pool = openPool("${origin}");
    const recorded = [];
    for (const bytes of ${JSON.stringify(bytes)}) {
      const { status, bytes: got, failure } = await sendRecorded(pool, { body: "x".repeat(bytes) }).over;
      recorded.push(failure ? failure.message : [status, got]);
    }
    await pool.close();
    console.log(JSON.stringify(recorded));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions", "react-server", "--import", "tsx", "--input-type", "module", "--eval", code],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: file("certificate.pem") } },
  );
  return JSON.parse(stdout);
}

test.each(["127.0.0.1", "localhost"])("calls to %s are encrypted, small and large ones, over one connection", async (host) => {
  asked = [];
  const before = server.connections;
  expect(await callsOfTrusting(`https://${host}:${port}`, [2, 100_000, 5_000_000, 3])).toEqual([
    [200, 2],
    [200, 100_000],
    [200, 5_000_000],
    [200, 3],
  ]);
  expect(asked[0]).toContain(`host: ${host}:${port}\r\n`);
  expect(server.connections).toBe(before + 1);
});

test("an upstream whose certificate is for another name gets no byte of a request", async () => {
  asked = [];
  expect(await callsOfTrusting(`https://127.0.0.2:${port}`, [2])).toEqual([expect.stringMatching(/127\.0\.0\.2/)]);
  expect(asked).toEqual([]);
});

test("an upstream whose certificate is not trusted gets no byte of a request", async () => {
  asked = [];
  const pool = openPool(`https://localhost:${port}`);
  const recorded = await sendRecorded(pool, { headers: { "x-api-key": "sk" } }).over;
  expect(recorded).toMatchObject({ events: ["fail"], failure: { message: expect.stringMatching(/self-signed certificate/) } });
  expect(asked).toEqual([]);
  await pool.close();
});
