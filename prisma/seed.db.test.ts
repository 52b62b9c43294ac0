import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { postgres } from "@/lib/platform/postgres";
import { priceTable } from "@/lib/pricing/price-table";
import { readModels, readPrices } from "@/lib/pricing/read-prices";
import { asOwner } from "@/lib/testing/owner";
import { migrate } from "@/prisma/migrate";
import { seed } from "@/prisma/seed";

const TODAY = new Date("2026-11-21T12:00:00Z");
const url = () => process.env.DATABASE_URL ?? "";

/** Every row with the transaction that wrote it. Two results are equal only if nothing was written between them. */
async function everything() {
  const tables = await Promise.all(
    ["model", "model_alias", "price"].map((table) => postgres().query(`SELECT xmin::text, t::text FROM ${table} t ORDER BY 2`)),
  );
  return tables.map(({ rows }) => rows);
}

async function table() {
  return priceTable(await readModels(postgres()), await readPrices(postgres()));
}

test("seeding again writes nothing, and five seeds at once are as good as one", async () => {
  const before = await everything();
  await seed(url());
  await Promise.all([1, 2, 3, 4, 5].map(() => seed(url())));
  expect(await everything()).toEqual(before);
});

test("every offered model has both complete prices, and only Mythos Preview has none", async () => {
  const catalogue = await table();
  const models = await readModels(postgres());
  const offered = new Set(catalogue.offeredModels(TODAY).map(({ id }) => id));
  expect(models).toHaveLength(25);
  expect(models.filter(({ id }) => !offered.has(id)).map(({ id }) => id)).toEqual(["claude-mythos-preview"]);
  for (const id of offered) {
    const sale = catalogue.priceInForce(id, "sale", TODAY);
    expect(catalogue.priceInForce(id, "upstream", TODAY)).toEqual({ ...sale, kind: "upstream", publishedAt: expect.any(Date) });
  }
});

test.each(["claude-opus-4-20250514", "claude-sonnet-4-20250514", "claude-3-5-haiku-20241022", "claude-3-5-sonnet-20241022"])(
  "%s is in the catalogue and offered",
  async (id) => {
    expect((await table()).offeredModels(TODAY).map((model) => model.id)).toContain(id);
  },
);

test("writes cost 1.25 and 2 times the input everywhere; a read costs a tenth, but for the models that read cheaper", async () => {
  const catalogue = await table();
  const cheaper: Record<string, bigint> = {};
  for (const { id } of catalogue.offeredModels(TODAY)) {
    const { input, cacheWrite5m, cacheWrite1h, cacheRead } = catalogue.priceInForce(id, "sale", TODAY)?.multipliersPpm ?? {};
    expect([input, cacheWrite5m, cacheWrite1h]).toEqual([1_000_000n, 1_250_000n, 2_000_000n]);
    if (cacheRead !== 100_000n) cheaper[id] = cacheRead ?? 0n;
  }
  expect(cheaper).toEqual({
    "claude-opus-5-5": 50_000n,
    "claude-sonnet-5-5": 50_000n,
    "claude-fable-5-1": 25_000n,
    "claude-fable-5-2": 25_000n,
    "claude-mythos-5-1": 25_000n,
    "claude-mythos-5-2": 25_000n,
  });
});

test("modifiers stand only where the upstream bills them", async () => {
  const catalogue = await table();
  const withFactor = (modifier: "fast" | "us_inference" | "batch" | "regional") =>
    catalogue.offeredModels(TODAY).filter(({ id }) => catalogue.priceInForce(id, "sale", TODAY)?.modifierPpm[modifier] !== undefined);
  expect(
    withFactor("fast")
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["claude-fable-5-2", "claude-mythos-5-2", "claude-opus-4-8", "claude-opus-5", "claude-opus-5-5"]);
  expect(withFactor("us_inference").every(({ capabilities }) => capabilities.takesUsInference)).toBe(true);
  expect(withFactor("us_inference")).toHaveLength(15);
  expect(withFactor("regional")).toHaveLength(18);
  expect(withFactor("batch")).toHaveLength(24);
});

test("no alias hides a model, and each leads to a model that is offered", async () => {
  const catalogue = await table();
  const models = catalogue.offeredModels(TODAY);
  const aliases = models.flatMap((model) => model.aliases);
  expect(aliases.sort()).toEqual([
    "claude-haiku-4-5",
    "claude-opus-4-0",
    "claude-opus-4-1",
    "claude-opus-4-5",
    "claude-sonnet-4-0",
    "claude-sonnet-4-5",
  ]);
  expect(models.filter(({ id }) => aliases.includes(id))).toEqual([]);
});

test("an upgrade of a database in use brings models up to date and leaves every price that an admin may have set", async () => {
  const name = `s_${randomBytes(6).toString("hex")}`;
  await asOwner(`CREATE DATABASE ${name}`);
  const usedUrl = inject("templateUrl").replace(/relais_template$/, name);
  await migrate(usedUrl);
  await seed(usedUrl);
  const used = new pg.Client({ connectionString: usedUrl });
  await used.connect();
  try {
    await used.query("UPDATE model SET display_name = 'Old name', lifecycle = 'retired' WHERE id = 'claude-opus-5'");
    await used.query(
      "INSERT INTO price SELECT (jsonb_populate_record(p, '{\"version\": 2, \"input_pico\": 1}')).* FROM price p WHERE model_id = 'claude-opus-5'",
    );
    const prices = async () => (await used.query("SELECT xmin::text, p::text FROM price p ORDER BY 2")).rows;
    const before = await prices();
    await seed(usedUrl);
    expect(await prices()).toEqual(before);
    const { rows } = await used.query("SELECT display_name, lifecycle FROM model WHERE id = 'claude-opus-5'");
    expect(rows).toEqual([{ display_name: "Claude Opus 5", lifecycle: "active" }]);
  } finally {
    await used.end();
  }
});
