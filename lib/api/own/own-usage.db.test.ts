import { expect, test } from "vitest";
import { nanoFromDollars } from "@/lib/basics/money";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerError, answerJson } from "@/lib/relay/testing/scripted-upstream";
import { newCustomer } from "@/lib/relay/testing/test-relay";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { idAt, insertEvent, TEST_MODEL } from "@/lib/usage/testing/usage-events";

const { relay, upstream } = await startRelayFixture();

type Row = Record<string, string> & { requests: number };
const usage = async (secret: string, query = "") => (await ask(`${relay.url}/api/v1/usage${query}`, { secret })).json;
const rows = async (secret: string, query: string) => (await usage(secret, query)).data as Row[];
const sum = (parts: Row[]) => parts.reduce((total, { charge }) => total + (nanoFromDollars(charge as string) as bigint), 0n);

test("every cut adds up to what left the wallet, before the roll-up and after it", async () => {
  const { secret, workspaceId, keyId } = await newCustomer();
  for (const script of [answerJson(MESSAGE), answerJson(MESSAGE), answerError(400, "invalid_request_error", "No")]) {
    upstream.play(script);
    await ask(`${relay.url}/api/v1/messages`, { secret, body: ASK });
  }
  for (const roll of [async () => undefined, rollUpUsage]) {
    await roll();
    const wallet = await readWallet(workspaceId);
    expect(wallet?.spentTotalNano).toBe(2n * USAGE_CHARGE_NANO);
    for (const by of ["day", "hour", "model", "key", "day,model", "hour,key"]) {
      const { data, total } = await usage(secret, `?by=${by}`);
      expect(sum(data as Row[])).toBe(wallet?.spentTotalNano);
      expect(total).toMatchObject({ requests: 3, free_requests: 1, charge: "0.048072", output_tokens: 300 });
    }
    expect(await rows(secret, "?by=key")).toMatchObject([{ key_id: keyId, requests: 3 }]);
    expect(await rows(secret, "?by=model")).toMatchObject([{ model: ASK.model, cache_read_input_tokens: 40_000 }]);
  }
});

test("days are the asked zone's, and a range holds its beginning and not its end", async () => {
  const { secret, workspaceId } = await newCustomer();
  // 23:30 on the 1st in Paris, and half an hour before midnight of the 2nd in UTC.
  for (const [at, chargeNano] of [
    ["2026-03-01T22:30:00Z", 1n],
    ["2026-03-01T23:30:00Z", 20n],
    ["2026-03-03T00:00:00Z", 300n],
  ] as const) {
    await insertEvent({ workspaceId, id: idAt(new Date(at)), chargeNano });
  }
  const days = (query: string) => rows(secret, `?by=day&${query}`).then((data) => data.map(({ day, charge }) => [day, charge]));
  expect(await days("from=2026-03-01&to=2026-03-03")).toEqual([["2026-03-01", "0.000000021"]]);
  expect(await days("from=2026-03-01&to=2026-03-03&time_zone=Europe/Paris")).toEqual([
    ["2026-03-01", "0.000000001"],
    ["2026-03-02", "0.00000002"],
  ]);
  expect(await days("from=2026-03-01T23:30:00Z&to=2026-03-03T00:15:00Z")).toEqual([
    ["2026-03-01", "0.00000002"],
    ["2026-03-03", "0.0000003"],
  ]);
  expect(await rows(secret, `?by=model&from=2026-03-01&to=2026-03-04&model=${TEST_MODEL}`)).toMatchObject([{ requests: 3 }]);
  expect(await rows(secret, "?by=model&from=2026-03-01&to=2026-03-04&model=another")).toEqual([]);
});

test("a workspace's calls are in no other workspace's sums", async () => {
  const [mine, theirs] = [await newCustomer(), await newCustomer()];
  await insertEvent({ workspaceId: theirs.workspaceId, chargeNano: 7n });
  expect((await usage(mine.secret)).total).toMatchObject({ requests: 0, charge: "0" });
  expect((await usage(mine.secret, `?key_id=${theirs.keyId}`)).data).toEqual([]);
});

test.each([
  ["by", "by=week"],
  ["by", "by=day,hour,model"],
  ["by", "by=day,day"],
  ["by", "by="],
  ["time_zone", "time_zone=Mars/Olympus"],
  ["time_zone", "time_zone=%2B02:00"],
  ["time_zone", "time_zone=UTC'--"],
  ["time_zone", "time_zone=BST"],
  ["time_zone", "time_zone=SystemV/PST8PDT"],
  ["from", "from=yesterday"],
  ["from", "from=2026-02-30"],
  ["from", "from=2026-03-01T22:31:00Z"],
  ["from", "from=2026-03-01T22:30:00"],
  ["to", "from=0001-01-01&to=0001-02-01&time_zone=Europe/Paris"],
  ["from", "from=2026-03-02&to=2026-03-02"],
  ["from", "from=2024-01-01&to=2026-01-01"],
  ["from", "by=hour&from=2026-01-01&to=2026-03-01"],
  ["to", "to=99999-01-01"],
  ["model", "model=%00"],
  ["key_id", "key_id=1"],
])("%s is refused by name: %s", async (param, query) => {
  const { secret } = await newCustomer();
  const { status, json } = await ask(`${relay.url}/api/v1/usage?${query}`, { secret });
  expect(status).toBe(400);
  expect(json.error).toMatchObject({ type: "invalid_request_error", code: "invalid_value", param });
});

test("every time zone that JavaScript names is one that Postgres can sum by", async () => {
  const { rows: known } = await postgres().query<{ name: string }>("SELECT lower(name) AS name FROM pg_timezone_names");
  const names = new Set(known.map(({ name }) => name));
  expect(Intl.supportedValuesOf("timeZone").filter((name) => !names.has(name.toLowerCase()))).toEqual([]);
});
