import { loadavg } from "node:os";
import pg from "pg";
import { Agent, request } from "undici";
import { numberOption } from "../options";
import { table } from "../results";
import { type Filled, insertEvents } from "./fill-events";
import type { Product } from "./product";
import { cpuOf } from "./product-cpu";

/** Calls of the last hour that are not rolled up yet: a minute's and an hour's of a busy workspace. */
const BEHIND = [50_000, 200_000];
const AT_ONCE = 10_000;
const HOUR_MS = 3_600_000;

type Measured = { name: string; p50Ms: number; p95Ms: number; portalMs: number; postgresMs: number; kilobytes: number };

/** Server times of every page, one request after another through the front door, and the CPU time that each costs. */
export async function measurePages(product: Product, cookie: string, filled: Filled): Promise<string> {
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      "SELECT id FROM usage_event WHERE workspace_id = $1 AND outcome = 'settled' LIMIT 1",
      [filled.workspaceId],
    );
    const addresses = addressesOf(filled, rows[0]?.id ?? "");
    const measured: Measured[] = [];
    for (const [name, path] of addresses) measured.push(await measure(product, cookie, name, path));
    const behind: string[] = [];
    await whileBehind(product, filled, async (count) => {
      const rows: Measured[] = [];
      for (const [name, path] of addresses.filter(([, path]) =>
        /^\/(overview|usage|keys|billing|calls($|\?(before|outcome|model|key)))/.test(path),
      ))
        rows.push(await measure(product, cookie, name, path));
      behind.push(`The same while ${count} calls of the last hour are not rolled up yet.`, tableOf(rows));
    });
    const load = loadavg().map((each) => each.toFixed(1));
    return [
      `Pages beside ${filled.mine} calls in the workspace and ${filled.events} in all, one request at a time; load at the end ${load.join(", ")}.`,
      tableOf(measured),
      ...behind,
    ].join("\n\n");
  } finally {
    await client.end();
  }
}

function addressesOf({ keys, models }: Filled, callId: string): [name: string, path: string][] {
  const day = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10);
  const list = (name: string, query: string): [string, string] => [`calls: ${name}`, `/calls?${query}`];
  const outcomes = ["settled", "released", "expired", "settled_late", "settled_partial"];
  return [
    ...["/", "/sign-in", "/docs/api", "/docs/api/calls", "/docs/api/errors", "/overview", "/usage", "/keys", "/billing", "/account"].map(
      (path): [string, string] => [path, path],
    ),
    ["receipt", `/calls/${callId}`],
    ["a key", `/keys/${keys[0]}`],
    ["a rare key's page", `/keys/${keys.at(-1)}`],
    ...["/admin/prices", "/admin/upstreams", "/admin/limits", "/admin/payments", "/admin/failures"].map((path): [string, string] => [
      path,
      path,
    ]),
    ["/calls", "/calls"],
    list("last page", "before=end"),
    ...outcomes.flatMap((outcome) => [list(outcome, `outcome=${outcome}`), list(`${outcome}, last page`, `outcome=${outcome}&before=end`)]),
    list("a model", `model=${models[0]?.id}`),
    list("a model, last page", `model=${models[0]?.id}&before=end`),
    list("a usual key", `key=${keys[0]}`),
    list("a usual key, last page", `key=${keys[0]}&before=end`),
    list("a rare key", `key=${keys.at(-1)}`),
    list("a rare key, last page", `key=${keys.at(-1)}&before=end`),
    list("a rare key and a model", `key=${keys.at(-1)}&model=${models[1]?.id}`),
    list("a rare key that failed", `key=${keys.at(-1)}&outcome=released`),
    list("a model without calls", "model=claude-none"),
    list("streams", "stream=yes"),
    list("streams, last page", "stream=yes&before=end"),
    list("a rare key's streams", `key=${keys.at(-1)}&stream=yes`),
    list("a day", `since=${day}&until=${day}`),
    list("a day by charge", `since=${day}&until=${day}&sort=-charge`),
    list("a day's failures by charge", `since=${day}&until=${day}&outcome=settled_partial&sort=-charge`),
    list("by charge", "sort=-charge"),
    list("a rare key on a day", `since=${day}&until=${day}&key=${keys.at(-1)}`),
  ];
}

/** Calls of the last hour while nobody rolls up: the worker leaves at once as long as somebody else holds the watermark. */
async function whileBehind(
  { databaseUrl }: Product,
  { workspaceId, keys, models }: Filled,
  read: (count: number) => Promise<void>,
): Promise<void> {
  const [holder, writer] = [databaseUrl, databaseUrl].map((connectionString) => new pg.Client({ connectionString })) as [
    pg.Client,
    pg.Client,
  ];
  try {
    await Promise.all([holder.connect(), writer.connect()]);
    await holder.query("BEGIN");
    await holder.query("SELECT FROM usage_watermark FOR UPDATE");
    let done = 0;
    for (const count of BEHIND) {
      for (; done < count; done += AT_ONCE)
        await insertEvents(writer, {
          workspaces: [workspaceId],
          fromMs: Date.now() - HOUR_MS,
          spanMs: HOUR_MS,
          count: AT_ONCE,
          keys,
          models,
        });
      await read(count);
    }
  } finally {
    await holder.end();
    await writer.end();
  }
}

const agent = new Agent({ connections: 1, pipelining: 1 });

async function measure({ url, dataFolder }: Product, cookie: string, name: string, path: string): Promise<Measured> {
  const times = numberOption("times", 20);
  // Somebody who is signed in is sent on from there.
  const visit = async () => {
    const startedMs = performance.now();
    const answer = await request(`${url}${path}`, {
      dispatcher: agent,
      headers: path === "/sign-in" ? {} : { cookie },
      headersTimeout: 120_000,
      bodyTimeout: 120_000,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || !text.includes("</html>")) throw new Error(`${path} answered ${answer.statusCode}`);
    return { tookMs: performance.now() - startedMs, kilobytes: text.length / 1_000 };
  };
  await visit();
  await visit();
  const before = await cpuOf(dataFolder);
  const visits = [];
  for (let n = 0; n < times; n += 1) visits.push(await visit());
  const after = await cpuOf(dataFolder);
  const sorted = visits.map(({ tookMs }) => tookMs).sort((left, right) => left - right);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const measured = {
    name,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    portalMs: (after.portalMs - before.portalMs) / times,
    postgresMs: (after.postgresMs - before.postgresMs) / times,
    kilobytes: visits[0]?.kilobytes ?? 0,
  };
  process.stderr.write(
    `${name}: p50 ${measured.p50Ms.toFixed(0)} p95 ${measured.p95Ms.toFixed(0)} portal ${measured.portalMs.toFixed(0)} postgres ${measured.postgresMs.toFixed(0)}\n`,
  );
  return measured;
}

function tableOf(measured: Measured[]): string {
  const ms = (value: number) => value.toFixed(0);
  return table(
    ["page", "p50 ms", "p95 ms", "CPU ms portal", "CPU ms Postgres", "HTML kB"],
    measured.map((each) => [each.name, ms(each.p50Ms), ms(each.p95Ms), ms(each.portalMs), ms(each.postgresMs), ms(each.kilobytes)]),
  );
}
