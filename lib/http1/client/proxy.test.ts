import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ProxyServer } from "@/lib/http1/client/testing/proxy-server";
import { ScriptedServer } from "@/lib/http1/client/testing/scripted-server";

const file = (name: string) => fileURLToPath(new URL(`./testing/${name}`, import.meta.url));
const secure = new ScriptedServer({ cert: readFileSync(file("certificate.pem")), key: readFileSync(file("key.pem")) });
const plain = new ScriptedServer();
const proxy = new ProxyServer();
const guarded = new ProxyServer("ada:p@ss");
let heads: string[] = [];
let [securePort, plainPort] = [0, 0];
let [open, closed] = ["", ""];

beforeAll(async () => {
  [securePort, plainPort] = [await secure.listen(), await plain.listen()];
  [open, closed] = [await proxy.listen(), await guarded.listen()];
  for (const server of [secure, plain]) {
    server.script = ({ head, body, socket }) => {
      heads.push(head);
      socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    };
  }
});
beforeEach(() => {
  heads = [];
  proxy.asked.length = guarded.asked.length = 0;
});
afterAll(async () => {
  await Promise.all([secure.close(), plain.close(), proxy.close(), guarded.close()]);
});

/** Sends bodies one after another, in a process with these environment variables. */
async function calls(origin: string, variables: Record<string, string>, bytes = [2]): Promise<unknown[]> {
  const code = `
    import { openPool } from "./lib/upstreams/http-exchange";
    import { sendRecorded } from "./lib/http1/client/testing/recorded-exchange";
    const recorded = [];
    try {
      const pool = openPool("${origin}", 3_000);
      for (const bytes of ${JSON.stringify(bytes)}) {
        const { status, bytes: got, failure } = await sendRecorded(pool, { path: "/v1/messages", body: "x".repeat(bytes) }).over;
        recorded.push(failure ? failure.message : [status, got]);
      }
      await pool.close();
    } catch (error) {
      recorded.push(error.message);
    }
    console.log(JSON.stringify(recorded));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions", "react-server", "--import", "tsx", "--input-type", "module", "--eval", code],
    {
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: file("certificate.pem"),
        UPSTREAM_ALLOWED_HOSTS: "127.0.0.1,localhost,upstream.example",
        ...variables,
      },
    },
  );
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]");
}

test("an upstream on https is called through CONNECT, small and large, over one connection, and the proxy sees nothing of it", async () => {
  const recorded = await calls(`https://upstream.example:${securePort}`, { HTTPS_PROXY: `http://${open}` }, [2, 5_000_000, 3]);
  expect(recorded).toEqual([
    [200, 2],
    [200, 5_000_000],
    [200, 3],
  ]);
  expect(proxy.asked).toEqual([`CONNECT upstream.example:${securePort}`]);
  expect(heads[0]).toMatch(new RegExp(`^POST /v1/messages HTTP/1.1\r\nhost: upstream.example:${securePort}\r\n`));
});

test("an upstream on plain http is requested from the proxy in absolute form", async () => {
  expect(await calls(`http://upstream.example:${plainPort}`, { http_proxy: `http://${open}` }, [2, 100_000])).toEqual([
    [200, 2],
    [200, 100_000],
  ]);
  expect(proxy.asked).toEqual(Array(2).fill(`POST http://upstream.example:${plainPort}/v1/messages`));
});

test("a proxy's credentials are sent to the proxy alone, and an error about a proxy that wants others names it without them", async () => {
  const [https, http] = [`https://upstream.example:${securePort}`, `http://upstream.example:${plainPort}`];
  const right = { HTTPS_PROXY: `http://ada:p%40ss@${closed}`, HTTP_PROXY: `http://ada:p%40ss@${closed}` };
  expect(await calls(https, right)).toEqual([[200, 2]]);
  expect(await calls(http, right)).toEqual([[200, 2]]);
  expect(heads.join("")).not.toMatch(/proxy-authorization/i);
  const wrong = { HTTPS_PROXY: `http://ada:wrong@${closed}` };
  expect(await calls(https, wrong)).toEqual([
    `The proxy ${closed} does not lead to upstream.example:${securePort}: HTTP/1.1 407 Proxy Authentication Required`,
  ]);
});

test("what NO_PROXY names and this host are reached directly", async () => {
  const variables = { HTTPS_PROXY: `http://${open}`, HTTP_PROXY: `http://${open}` };
  expect(await calls(`https://localhost:${securePort}`, variables)).toEqual([[200, 2]]);
  expect(await calls(`http://127.0.0.1:${plainPort}`, variables)).toEqual([[200, 2]]);
  expect(await calls(`https://upstream.example:${securePort}`, { ...variables, NO_PROXY: ".example" })).toEqual([
    expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
  ]);
  expect(proxy.asked).toEqual([]);
});

test("a proxy that is away, silent, or no proxy at all costs the call a failure in time", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const { port } = silent.address() as { port: number };
  const origin = `https://upstream.example:${securePort}`;
  expect(await calls(origin, { HTTPS_PROXY: "http://127.0.0.1:9" })).toEqual([expect.stringContaining("ECONNREFUSED")]);
  expect(await calls(origin, { HTTPS_PROXY: `http://127.0.0.1:${port}` })).toEqual([expect.stringContaining("within 3000 ms")]);
  expect(await calls(origin, { HTTPS_PROXY: `http://127.0.0.1:${plainPort}` })).toEqual([expect.stringContaining("does not lead to")]);
  expect(await calls(origin, { HTTPS_PROXY: "socks5://127.0.0.1:1080" })).toEqual([
    expect.stringContaining("no http:// or https:// address"),
  ]);
  silent.close();
});

test("the certificate of the upstream is verified behind the proxy too", async () => {
  const recorded = await calls(`https://other.example:${securePort}`, { HTTPS_PROXY: `http://${open}` });
  expect(recorded).toEqual([expect.stringMatching(/altnames|other\.example/)]);
  expect(heads).toEqual([]);
});
