import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { request } from "undici";
import { freePort } from "../../dev/ports";
import { ended } from "../../dev/postgres";
import { temporaryFolder } from "../../dev/temporary-folder";
import { bundle, runToEnd, startServer } from "../processes";
import { table, writeResults } from "../results";

// The delay of a chunk while pages are rendered beside it: the whole product as `npm start` runs it, with nothing pinned.
const STREAMS = 40;
const RENDERS_PER_SECOND = 40;
const SECONDS = 15;
const EARLIER_CALLS = 300;

type Chunks = { chunks: number; p50Ms: number; p99Ms: number; mostMs: number };
type Renders = { rendered: number; failed: number; p50Ms: number };

const folder = await temporaryFolder("relais-bench-");
const upstream = await startServer(await bundle("bench/pages/upstream.ts"));
const product = await startProduct();
try {
  const cookie = await signIn(product.url, product.admin);
  for (let sent = 0; sent < EARLIER_CALLS; sent += 20)
    await Promise.all(Array.from({ length: 20 }, () => call(product.url, product.secret)));
  const readers = await bundle("bench/pages/readers.ts");
  const visitors = await bundle("bench/pages/visitors.ts");
  const read = async (seconds: number): Promise<Chunks> =>
    JSON.parse(await runToEnd(readers, { args: [product.url, product.secret, `${STREAMS}`, `${seconds}`] }));
  await read(3);
  const alone = await read(SECONDS);
  const [beside, renders] = await Promise.all([
    read(SECONDS),
    runToEnd(visitors, { args: [`${product.url}/usage`, cookie, `${RENDERS_PER_SECOND}`, `${SECONDS}`] }).then(
      (text): Renders => JSON.parse(text),
    ),
  ]);
  const row = (name: string, each: Chunks) => [name, (each.chunks / SECONDS).toFixed(0), ms(each.p50Ms), ms(each.p99Ms), ms(each.mostMs)];
  const figures = [
    table(["", "chunks/s", "delay p50", "p99", "most"], [row("streams alone", alone), row("beside 40 renders of /usage a second", beside)]),
    `Rendered ${(renders.rendered / SECONDS).toFixed(1)} pages a second (${renders.failed} failed), p50 ${ms(renders.p50Ms)}.`,
    "The delay is from the upstream's write to the client's read, on one machine that runs the whole product, the upstream and both clients.",
  ].join("\n\n");
  console.log(figures);
  if (!process.argv.includes("--dry")) writeResults("pages", figures);
} finally {
  await product.stop();
  await upstream.stop();
  await rm(folder, { recursive: true, force: true });
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

async function startProduct() {
  const port = await freePort();
  const child = spawn(process.execPath, ["dev/start.mjs"], {
    env: { ...process.env, PORT: `${port}`, RELAIS_DATA_DIR: folder, ANTHROPIC_API_KEY: "sk-bench", ANTHROPIC_BASE_URL: upstream.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}: ${output}`)));
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.includes("Relais is ready on")) resolve();
    });
  });
  const [, email = "", password = ""] = /Admin\s+(\S+)\s+password (\S+)/.exec(output) ?? [];
  const secret = /sk-relais-\w+/.exec(output)?.[0] ?? "";
  return { url: `http://localhost:${port}`, secret, admin: { email, password }, stop: () => ended(child, "SIGTERM") };
}

/** Signs in as a browser does and returns the session's cookie. */
async function signIn(url: string, admin: { email: string; password: string }): Promise<string> {
  const csrf = await request(`${url}/api/auth/csrf`);
  const { csrfToken } = (await csrf.body.json()) as { csrfToken: string };
  const answer = await request(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookies(csrf.headers["set-cookie"]), "content-type": "application/x-www-form-urlencoded", origin: url },
    body: new URLSearchParams({ ...admin, csrfToken }).toString(),
  });
  await answer.body.dump();
  return cookies(answer.headers["set-cookie"]);
}

function cookies(header: string | string[] | undefined): string {
  return [header ?? []]
    .flat()
    .map((each) => each.split(";")[0])
    .join("; ");
}

async function call(url: string, secret: string): Promise<void> {
  const answer = await request(`${url}/api/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": secret, "content-type": "application/json" },
    body: JSON.stringify({ model: "claude-haiku-4-5", max_tokens: 100, messages: [{ role: "user", content: "Hello" }] }),
  });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
}
