import { expect, test } from "vitest";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import type { Clock } from "@/lib/basics/clock";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { type NewPrice, publishPrice } from "@/lib/pricing/publish-price";
import { readPriceHistory } from "@/lib/pricing/read-prices";
import { asOwner, ownerConnection } from "@/lib/testing/owner";

const NOW = new Date("2026-11-21T12:00:00.000Z");
const clock: Clock = { now: () => NOW };
const admin = { userId: newId(), ip: "192.0.2.7" };

async function versions(modelId: string) {
  return readPriceHistory(postgres(), modelId, "sale");
}

async function audits(modelId: string) {
  return database().auditEntry.findMany({ where: { target: { startsWith: `price:${modelId}/` } }, orderBy: { id: "asc" } });
}

/** The newest sale price of a seeded model with another input price, effective now. */
async function changeOf(modelId: string, changed: Partial<NewPrice> & { inputPico?: bigint } = {}): Promise<NewPrice> {
  const { inputPico = 1_234_567n, ...rest } = changed;
  const [newest] = await versions(modelId);
  if (!newest) throw new Error(`${modelId} has no price`);
  const { modelId: id, kind, version } = newest;
  return {
    modelId: id,
    kind,
    rates: { ...newest, inputPico },
    effectiveFrom: null,
    note: "a test",
    basedOnVersion: version,
    ...rest,
  };
}

test("a published price is a new version beside the old ones, and the audit names who did it and what it replaced", async () => {
  const before = await versions("claude-opus-5");
  const price = await publishPrice(admin, await changeOf("claude-opus-5"), clock);
  const after = await versions("claude-opus-5");
  expect(price).toMatchObject({ version: 2, inputPico: 1_234_567n, effectiveFrom: NOW });
  expect(after.slice(1)).toEqual(before);
  expect(after[0]).toMatchObject({ version: 2, outputPico: 25_000_000n, effectiveFrom: NOW, publishedBy: admin.userId, note: "a test" });
  await expectAuditRow({
    actorUserId: admin.userId,
    ip: "192.0.2.7",
    action: "price.publish",
    target: "price:claude-opus-5/sale/2",
    before: { inputPrice: "5", cacheReadMultiplier: "0.1" },
    after: { inputPrice: "1.234567", cacheReadMultiplier: "0.1", effectiveFrom: NOW.toISOString() },
  });
});

test("the sale price and the upstream's price have versions of their own", async () => {
  const change = await changeOf("claude-opus-4-6");
  await publishPrice(admin, { ...change, kind: "upstream" }, clock);
  expect(await versions("claude-opus-4-6")).toHaveLength(1);
  expect(await readPriceHistory(postgres(), "claude-opus-4-6", "upstream")).toHaveLength(2);
});

test("the first price of a model without one is version 1", async () => {
  const { rates } = await changeOf("claude-opus-5-5");
  const change = { ...(await changeOf("claude-opus-5-5")), modelId: "claude-mythos-preview", basedOnVersion: null, rates };
  expect(await publishPrice(admin, change, clock)).toMatchObject({ version: 1, modelId: "claude-mythos-preview" });
});

test("two admins publishing at once: one version is added, the other admin gets a conflict", async () => {
  const change = await changeOf("claude-sonnet-5");
  const outcomes = await Promise.allSettled(
    [1n, 2n, 3n, 4n, 5n].map((inputPico) => publishPrice(admin, { ...change, rates: { ...change.rates, inputPico } }, clock)),
  );
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(refused).toHaveLength(4);
  for (const reason of refused) expect(reason).toMatchObject({ code: "conflict", facts: { newestVersion: 2 } });
  expect((await versions("claude-sonnet-5")).map(({ version }) => version)).toEqual([2, 1]);
  expect(await audits("claude-sonnet-5")).toHaveLength(1);
});

test("the second of two publications waits for the first, and is refused by what that has written", async () => {
  const change = await changeOf("claude-opus-4-5-20251101");
  const other = await ownerConnection();
  await other.query("BEGIN");
  await other.query("SELECT FROM model WHERE id = $1 FOR UPDATE", [change.modelId]);
  const outcomes = Promise.allSettled(
    [1n, 2n].map((inputPico) => publishPrice(admin, { ...change, rates: { ...change.rates, inputPico } }, clock)),
  );
  const waiting = "datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM model%'";
  await expect.poll(async () => (await postgres().query(`SELECT FROM pg_stat_activity WHERE ${waiting}`)).rowCount).toBe(2);
  await other.query("COMMIT");
  await other.end();
  expect((await outcomes).map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("many publications in a row by several admins: every version number is used once", async () => {
  let published = 0;
  while (published < 12) {
    const changes = await Promise.all(
      [1n, 2n, 3n].map((n) => changeOf("claude-haiku-4-5-20251001", { inputPico: 1_000n * BigInt(published + 1) + n })),
    );
    const outcomes = await Promise.allSettled(changes.map((change) => publishPrice(admin, change, clock)));
    const added = outcomes.filter(({ status }) => status === "fulfilled").length;
    expect(added).toBe(1);
    published += added;
  }
  const numbers = (await versions("claude-haiku-4-5-20251001")).map(({ version }) => version);
  expect(numbers).toEqual(Array.from({ length: 13 }, (_, index) => 13 - index));
});

test("every figure of a version is stored and read back as it was published, each in its own place", async () => {
  const change = await changeOf("claude-sonnet-4-6");
  const figures = {
    inputPico: 1_000_001n,
    outputPico: 1_000_002n,
    multipliersPpm: { input: 1_000_003n, cacheWrite5m: 1_000_004n, cacheWrite1h: 1_000_005n, cacheRead: 1_000_006n },
    step: { aboveTokens: 100_007, inputPico: 1_000_008n, outputPico: 1_000_009n },
    modifierPpm: { fast: 1_000_010n, us_inference: 1_000_011n, batch: 1_000_012n, regional: 1_000_013n },
    webSearchNano: 1_000_014n,
  };
  await publishPrice(admin, { ...change, rates: figures }, clock);
  expect((await versions("claude-sonnet-4-6"))[0]).toMatchObject({ version: 2, ...figures });
});

const LATEST = new Date(NOW.getTime() + 5 * 366 * 86_400_000);
test("a version may take effect from this very instant to five years from now, and not a moment later", async () => {
  const publish = async (effectiveFrom: Date, inputPico: bigint) =>
    publishPrice(admin, await changeOf("claude-opus-4-8", { effectiveFrom, inputPico }), clock);
  expect(await publish(NOW, 1n)).toMatchObject({ effectiveFrom: NOW });
  expect(await publish(LATEST, 2n)).toMatchObject({ effectiveFrom: LATEST });
  await expect(publish(new Date(LATEST.getTime() + 1), 3n)).rejects.toMatchObject({ code: "invalid_request", param: "effectiveFrom" });
});

const past = new Date(NOW.getTime() - 1);
test.each<[string, Partial<NewPrice> & { inputPico?: bigint }, object]>([
  ["a past date", { effectiveFrom: past }, { code: "invalid_request", param: "effectiveFrom" }],
  ["a date that is none", { effectiveFrom: new Date("tomorrow") }, { code: "invalid_request", param: "effectiveFrom" }],
  ["a date in a hundred years", { effectiveFrom: new Date("2126-01-01") }, { code: "invalid_request", param: "effectiveFrom" }],
  ["a price of nothing", { inputPico: 0n }, { code: "invalid_request", param: "inputPrice" }],
  ["a negative price", { inputPico: -1n }, { code: "invalid_request", param: "inputPrice" }],
  ["an unknown model", { modelId: "claude-opus-4-7x" }, { code: "unknown_model" }],
  ["an edit of an older version", { basedOnVersion: null }, { code: "conflict" }],
  ["a version that changes nothing", { inputPico: 5_000_000n }, { code: "invalid_request", param: "rates" }],
])("%s is refused, and nothing is written", async (_, changed, error) => {
  await expect(publishPrice(admin, await changeOf("claude-opus-4-7", changed), clock)).rejects.toMatchObject(error);
  expect(await versions("claude-opus-4-7")).toHaveLength(1);
  expect(await audits("claude-opus-4-7")).toEqual([]);
});

test("a scheduled version is taken back by another one for the same instant", async () => {
  const effectiveFrom = new Date(NOW.getTime() + 86_400_000);
  const listed = await changeOf("claude-fable-5");
  await publishPrice(admin, { ...listed, effectiveFrom }, clock);
  const back = { ...(await changeOf("claude-fable-5")), rates: { ...listed.rates, inputPico: 10_000_000n }, effectiveFrom };
  expect(await publishPrice(admin, back, clock)).toMatchObject({ version: 3, effectiveFrom, inputPico: 10_000_000n });
});

test("a price can be neither changed nor deleted, not even by the owner of the tables", async () => {
  await expect(asOwner("UPDATE price SET input_pico = 1 WHERE model_id = 'claude-opus-4-6'")).rejects.toThrow("append-only");
  await expect(asOwner("DELETE FROM price WHERE model_id = 'claude-opus-4-6'")).rejects.toThrow("append-only");
});
