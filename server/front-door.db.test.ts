import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, type Metafile } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { addressFromFrontDoor } from "@/lib/auth/front-door";
import { createKey } from "@/lib/keys/create-key";
import { NO_LIMITS } from "@/lib/keys/key-limits";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE, STREAM, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { answerJson, answerStream, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";

let upstream: ScriptedUpstream;
let pages: Server;
let pagesUrl: string;
let seenByPages: IncomingHttpHeaders[] = [];
let bundle: { file: string; metafile: Metafile };
const running: ChildProcess[] = [];

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  pages = createServer((request, response) => {
    seenByPages.push(request.headers);
    request.pipe(response.writeHead(200, { "set-cookie": ["a=1", "b=2"], "x-page": request.url ?? "" }));
  });
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  pagesUrl = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const file = path.resolve(".build", `front-door-of-${process.pid}.mjs`);
  const options = { bundle: true, platform: "node", format: "esm", packages: "external", metafile: true } as const;
  const { metafile } = await build({
    ...options,
    entryPoints: ["server/front-door.ts"],
    outfile: file,
    alias: { "server-only": "./server/server-only.ts" },
  });
  bundle = { file, metafile };
});
afterEach(async () => {
  for (const child of running.splice(0)) if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
});
afterAll(async () => {
  pages.close();
  await upstream.close();
  await rm(bundle.file);
});

type FrontDoor = { url: string; child: ChildProcess; output(): string };

async function open(env: Record<string, string> = {}): Promise<FrontDoor> {
  const child = spawn(process.execPath, [bundle.file], {
    env: {
      ...process.env,
      PORT: "0",
      PORTAL_URL: pagesUrl,
      RELAIS_DRAIN_SECONDS: "0",
      ANTHROPIC_BASE_URL: upstream.url,
      RELAIS_DATA_DIR: await mkdtemp(path.join(tmpdir(), "relais-door-")),
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  await expect.poll(() => output).toMatch(/listening on http:\S+/);
  const url = /listening on (http:\S+)/.exec(output)?.[1]?.replace("localhost", "127.0.0.1") ?? "";
  return { url, child, output: () => output };
}

test("calls are answered here, everything else by the pages, with forwarded headers that are ours", async () => {
  const { url } = await open();
  const customer = await newCustomer();
  upstream.play(answerJson(MESSAGE));
  seenByPages = [];
  expect((await ask(`${url}/api/v1/messages?beta=true`, { secret: customer.secret, body: ASK })).status).toBe(200);
  expect((await ask(`${url}/api/api/hello`, { method: "HEAD" })).status).toBe(200);
  expect(seenByPages).toEqual([]);
  const forged = {
    "x-forwarded-for": "1.2.3.4",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
    forwarded: "for=1.2.3.4",
    "x-real-ip": "1.2.3.4",
    "x-relais-front-door": "guessed",
  };
  const page = await ask(`${url}/overview?tab=1`, { body: "name=x", headers: forged });
  expect(page).toMatchObject({ status: 200, text: "name=x" });
  expect(page.headers.get("x-page")).toBe("/overview?tab=1");
  expect(page.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  const [seen] = seenByPages;
  expect(seen).toMatchObject({
    "x-forwarded-for": expect.stringMatching(/127\.0\.0\.1$/),
    "x-forwarded-proto": "http",
    host: new URL(url).host,
    "x-forwarded-host": "localhost:3000",
  });
  expect(addressFromFrontDoor((name) => `${seen?.[name]}`)).toMatch(/127\.0\.0\.1$/);
  expect([seen?.forwarded, seen?.["x-real-ip"]]).toEqual([undefined, undefined]);
});

test("behind one proxy of ours its client address is passed on, and the client's own claim is not", async () => {
  const { url } = await open({ RELAIS_TRUSTED_HOPS: "1" });
  seenByPages = [];
  await ask(`${url}/overview`, { method: "GET", headers: { "x-forwarded-for": "1.2.3.4, 192.0.2.7" } });
  await ask(`${url}/overview`, { method: "GET", headers: { "x-forwarded-for": "192.0.2.8:41234" } });
  await ask(`${url}/overview`, { method: "GET", headers: { forwarded: 'for=1.2.3.4, for="[2001:db8::1]:4711";proto=https' } });
  expect(seenByPages.map((seen) => seen["x-forwarded-for"])).toEqual(["192.0.2.7", "192.0.2.8", "2001:db8::1"]);
});

test("the address that people use comes from the configuration, whatever happens to Host on the way", async () => {
  const { url } = await open({ RELAIS_TRUSTED_HOPS: "1", RELAIS_PUBLIC_URL: "https://relais.example:8443/" });
  seenByPages = [];
  await ask(`${url}/overview`, { method: "GET", headers: { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" } });
  expect(seenByPages[0]).toMatchObject({ "x-forwarded-host": "relais.example:8443", "x-forwarded-proto": "https" });
});

test("a key with allowed addresses works from them, in every notation of the proxy in front", async () => {
  const { url } = await open({ RELAIS_TRUSTED_HOPS: "1" });
  const { workspaceId } = await newCustomer();
  const limits = { ...NO_LIMITS, allowedAddresses: ["192.0.2.0/24", "2001:db8::/32"] };
  const key = await createKey(SYSTEM_ACTOR, workspaceId, { name: "Held", limits });
  if (key.kind !== "created") throw new Error(key.kind);
  const statusFrom = async (headers: Record<string, string>) => {
    const answer = await fetch(`${url}/api/v1/key`, { headers: { "x-api-key": key.secret, ...headers } });
    return answer.status;
  };
  for (const entry of ["192.0.2.9", "192.0.2.9:4711", "[2001:db8::9]:4711", "2001:db8::9", "::ffff:192.0.2.9", "6.6.6.6, 192.0.2.9:1"]) {
    expect([entry, await statusFrom({ "x-forwarded-for": entry })]).toEqual([entry, 200]);
  }
  expect(await statusFrom({ forwarded: 'for="[2001:db8::9]:4711"' })).toBe(200);
  for (const entry of ["198.51.100.1:80", "192.0.2.9, 198.51.100.1", "unknown", "_hidden"]) {
    expect([entry, await statusFrom({ "x-forwarded-for": entry })]).toEqual([entry, 403]);
  }
});

test("in production it does not start without the public address, and says so", async () => {
  for (const NODE_ENV of ["production", ""]) {
    const env = { ...process.env, NODE_ENV, RELAIS_SANDBOX: "", RELAIS_PUBLIC_URL: "", PORT: "0" } as NodeJS.ProcessEnv;
    const child = spawn(process.execPath, [bundle.file], { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    expect(await once(child, "exit")).toEqual([1, null]);
    expect(said).toContain("RELAIS_PUBLIC_URL is the address that people use, such as https://relais.example");
  }
});

test("a request for a page waits while the portal restarts", async () => {
  const { port } = pages.address() as AddressInfo;
  const { url } = await open();
  await new Promise((resolve) => pages.close(resolve));
  const page = ask(`${url}/overview`, {});
  setTimeout(() => pages.listen(port, "127.0.0.1"), 1_000);
  expect(await page).toMatchObject({ status: 200 });
});

test("unreachable pages are a 502, and calls go on; without pages there is only the API", async () => {
  const away = await open({ PORTAL_URL: "http://127.0.0.1:1" });
  expect((await ask(`${away.url}/overview`, {})).status).toBe(502);
  expect((await ask(`${away.url}/api/v1/models`, {})).status).toBe(401);
  const alone = await open({ PORTAL_URL: "" });
  expect((await ask(`${alone.url}/overview`, {})).status).toBe(404);
});

test("on SIGTERM in the middle of a stream, it takes nothing new, finishes the stream, settles it, and ends", async () => {
  const { url, child } = await open();
  const customer = await newCustomer();
  let goOn = () => {};
  const asked = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  upstream.play(async (response, request) => {
    await answerStream(STREAM.slice(0, 8), () => undefined)(response, request);
    await asked;
    response.end(STREAM.slice(8).join(""));
  });
  const response = await fetch(`${url}/api/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": customer.secret },
    body: JSON.stringify({ ...ASK, stream: true }),
  });
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await expect
    .poll(() =>
      fetch(`${url}/api/v1/models`).then(
        () => "taken",
        () => "refused",
      ),
    )
    .toBe("refused");
  goOn();
  expect(await response.text()).toBe(STREAM.join(""));
  expect(await exited).toEqual([0, null]);
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", charge_nano: USAGE_CHARGE_NANO }]);
  await expectBooksBalance(customer.workspaceId);
});

test("several front doors share one port, one that dies is replaced, and all stop together", async () => {
  const { url, child, output } = await open({ WEB_CONCURRENCY: "2" });
  const listening = () => output().match(/listening/g)?.length ?? 0;
  await expect.poll(listening).toBe(2);
  const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(`${url}/api/v1/models`, { headers: { connection: "close" } })));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([401]));
  process.kill(Number.parseInt(/process (\d+)/.exec(output())?.[1] ?? "", 10), "SIGKILL");
  await expect.poll(listening).toBe(3);
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
});

test("the front door loads no code of the pages and nothing that watches every promise", () => {
  const inputs = Object.values(bundle.metafile.inputs).flatMap((input) => input.imports);
  const outside = new Set(inputs.filter((each) => each.external).map((each) => each.path));
  expect([...outside].filter((name) => /^(next|react|@prisma|next-auth|@auth)|async_hooks/.test(name))).toEqual([]);
  expect(Object.keys(bundle.metafile.inputs).filter((file) => /^(app|components|prisma)\//.test(file))).toEqual([]);
});
