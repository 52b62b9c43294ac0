import { afterAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { HoldRequest, Settlement } from "@/lib/ledger/settlement";
import { executeHolds } from "@/lib/ledger/statements/hold-statement";
import { COLUMNS } from "@/lib/ledger/statements/settle-columns";
import { executeSettles } from "@/lib/ledger/statements/settle-statement";
import { connection } from "@/lib/ledger/testing/hold-paths";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { PATHS, type SettlePath } from "@/lib/ledger/testing/settle-paths";
import { expectBooksBalance, walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

afterAll(() => connection.close());

const HOLD = 100n;
const AVAILABLE = 400n;
const OWED_BEFORE = 7n;

/** Each field has a different value, so that swapped fields are detected. */
function fullSettle(hold: HoldRequest, priceNano: bigint): Settlement {
  return settlementOf(hold, priceNano, {
    reason: 'a "reason", (with \\ signs)',
    endpoint: "/an endpoint",
    isStream: true,
    upstream: "north",
    upstreamRequestId: "",
    httpStatus: 210,
    stopReason: "stopped",
    usage: {
      tokens: { input: 11, cacheWrite5m: 12, cacheWrite1h: 13, cacheRead: 14, output: 15 },
      thinkingTokens: 16,
      webSearches: 17,
      modifiers: ["fast", "batch"],
      isEstimated: true,
    },
    upstreamCostNano: 18n,
    firstByteMs: 19,
    totalMs: 20,
  });
}

function eventOf(settle: Settlement, chargeNano: bigint) {
  return {
    workspace_id: settle.workspaceId,
    id: settle.id,
    is_late: false,
    key_id: settle.keyId,
    model_id: settle.modelId,
    price_version: settle.priceVersion,
    outcome: "settled",
    reason: settle.reason,
    endpoint: "/an endpoint",
    is_stream: true,
    upstream: "north",
    upstream_request_id: "",
    http_status: 210,
    stop_reason: "stopped",
    input_tokens: 11,
    cache_write_5m_tokens: 12,
    cache_write_1h_tokens: 13,
    cache_read_tokens: 14,
    output_tokens: 15,
    thinking_tokens: 16,
    web_searches: 17,
    modifiers: ["fast", "batch"],
    is_estimated: true,
    hold_nano: 100,
    price_nano: Number.parseInt(`${settle.priceNano}`, 10),
    charge_nano: Number.parseInt(`${chargeNano}`, 10),
    absorbed_nano: Number.parseInt(`${settle.priceNano - chargeNano}`, 10),
    upstream_cost_nano: 18,
    first_byte_ms: 19,
    total_ms: 20,
  };
}

const tinySettle = (hold: HoldRequest) => fullSettle(hold, 1n);

async function openCall() {
  const workspaceId = await walletWith({ availableNano: HOLD + AVAILABLE + 1n });
  const [hold, beside, elsewhere] = [
    holdOf(workspaceId, HOLD),
    holdOf(workspaceId, 1n),
    holdOf(await walletWith({ availableNano: 1n }), 1n),
  ];
  for (const each of [hold, beside, elsewhere]) await executeHolds(connection, [each], "1", false);
  await asOwner("UPDATE wallet SET owed_nano = $2 WHERE workspace_id = $1", [workspaceId, OWED_BEFORE]);
  return { hold, others: { beside, elsewhere } };
}

async function newestEvent({ workspaceId, id }: Settlement) {
  const { rows } = await postgres().query(
    `SELECT to_jsonb(e) - '{settled_at,xid,created_at}'::text[] AS event, created_at = time_of_id(id) AND settled_at <= now()
       AND xid < pg_snapshot_xmax(pg_current_snapshot()) AS "isTimed"
     FROM usage_event e WHERE workspace_id = $1 AND id = $2 ORDER BY is_late DESC LIMIT 1`,
    [workspaceId, id],
  );
  return rows[0];
}

async function walletOf(workspaceId: string) {
  const { rows } = await postgres().query(
    "SELECT available_nano AS available, owed_nano AS owed, spent_total_nano AS spent FROM wallet WHERE workspace_id = $1",
    [workspaceId],
  );
  return rows[0];
}

async function eventsOf({ workspaceId }: Settlement): Promise<bigint> {
  return (await postgres().query("SELECT count(*) AS count FROM usage_event WHERE workspace_id = $1", [workspaceId])).rows[0].count;
}

describe.each(PATHS)("a call that ends $name", (path: SettlePath) => {
  test.each([
    ["less than was held", 40n, 40n],
    ["what was held", 100n, 100n],
    ["more than was held", 150n, 150n],
    ["all that there is", 500n, 500n],
    ["a nano-dollar more than there is", 501n, 500n],
    ["nothing", 0n, 0n],
  ])("pays what it costs: %s", async (_, priceNano, chargeNano) => {
    const { hold, others } = await openCall();
    const settle = fullSettle(hold, priceNano);
    const absorbedNano = priceNano - chargeNano;
    expect(await path.end(settle, others)).toMatchObject({ letter: "s", chargeNano, absorbedNano });
    expect(await newestEvent(settle)).toEqual({ event: { ...eventOf(settle, chargeNano), ...path.event?.(settle) }, isTimed: true });
    const wallet = await walletOf(hold.workspaceId);
    expect(wallet.available).toBe(HOLD + AVAILABLE - chargeNano);
    expect(wallet.owed).toBe(OWED_BEFORE + absorbedNano);
    await expectBooksBalance(hold.workspaceId);
  });

  test.skipIf(path.cannotRelease)("pays nothing when it is released", async () => {
    const { hold, others } = await openCall();
    expect(await path.end(releaseOf(hold), others)).toMatchObject({ letter: "s", chargeNano: 0n, absorbedNano: 0n });
    expect((await walletOf(hold.workspaceId)).available).toBe(HOLD + AVAILABLE);
    expect((await newestEvent(releaseOf(hold))).event).toMatchObject({ outcome: "released", hold_nano: 100, price_nano: 0 });
    await expectBooksBalance(hold.workspaceId);
  });

  test.skipIf(path.isOnce)("pays once: sent again it gets the same answer, and with other contents it is a conflict", async () => {
    const { hold, others } = await openCall();
    const settle = fullSettle(hold, 501n);
    await path.end(settle, others);
    const [events, wallet] = [await eventsOf(settle), await walletOf(hold.workspaceId)];
    const again = (changes: Partial<Settlement> = {}) =>
      path.end({ ...settle, ...changes }, others).then(
        ({ letter, chargeNano, absorbedNano }) => [letter, chargeNano, absorbedNano],
        ({ code }) => code,
      );
    const answers = path.isFirstOnly
      ? ["RL001", "RL001", "RL001", "RL001"]
      : [
          ["r", 500n, 1n],
          ["c", 500n, 1n],
          ["c", 500n, 1n],
          ["c", 500n, 1n],
        ];
    expect(await again()).toEqual(answers[0]);
    expect(await again({ priceNano: 502n })).toEqual(answers[1]);
    expect(await again({ ...releaseOf(hold) })).toEqual(answers[2]);
    const otherTokens = { ...settle.usage, tokens: { ...settle.usage.tokens, output: 99 } };
    expect(await again({ usage: otherTokens })).toEqual(answers[3]);
    // Some paths also end the other call, which costs what was held for it.
    expect([(await eventsOf(settle)) - events <= 1n, await walletOf(hold.workspaceId)]).toMatchObject([
      true,
      { available: wallet.available },
    ]);
    await expectBooksBalance(hold.workspaceId);
  });

  test.skipIf(path.isOnce)("is refused if there is no wallet", async () => {
    const { others } = await openCall();
    const ended = path.end(fullSettle(holdOf(newId(), 1n), 5n), others);
    if (path.isFirstOnly) await expect(ended).rejects.toMatchObject({ code: "RL001" });
    else expect(await ended).toMatchObject({ letter: "n", chargeNano: 0n });
  });
});

test.each([
  [120n, 120n],
  [501n, 500n],
])("a call whose checkpoint the sweeper has charged pays the rest when its settle comes late: %s", async (priceNano, chargeNano) => {
  const { hold, others } = await openCall();
  const settle = fullSettle(hold, priceNano);
  const sweeper = PATHS.find(({ name }) => name === "by the sweeper") as SettlePath;
  expect(await sweeper.end({ ...settle, priceNano: 30n }, others)).toMatchObject({ chargeNano: 30n });
  const late = async (changes: Partial<Settlement> = {}) => (await executeSettles(connection, [{ ...settle, ...changes }], true))[0];
  const absorbedNano = priceNano - chargeNano;
  expect(await late()).toMatchObject({ letter: "s", chargeNano, absorbedNano });
  const rest = { is_late: true, outcome: "settled_late", hold_nano: 0, price_nano: Number.parseInt(`${priceNano - 30n}`, 10) };
  expect((await newestEvent(settle)).event).toEqual({ ...eventOf({ ...settle, priceNano: priceNano - 30n }, chargeNano - 30n), ...rest });
  expect(await late()).toMatchObject({ letter: "r", chargeNano, absorbedNano });
  expect(await late({ priceNano: priceNano + 1n })).toMatchObject({ letter: "c", chargeNano, absorbedNano });
  expect(await walletOf(hold.workspaceId)).toMatchObject({ available: HOLD + AVAILABLE - chargeNano, owed: OWED_BEFORE + absorbedNano });
  await expectBooksBalance(hold.workspaceId);
});

test("two calls that name each other's wallets are ended by neither batch", async () => {
  const { hold, others } = await openCall();
  const { elsewhere } = others;
  const crossed = [
    { ...tinySettle(hold), workspaceId: elsewhere.workspaceId },
    { ...tinySettle(elsewhere), workspaceId: hold.workspaceId },
  ];
  await expect(executeSettles(connection, crossed, false)).rejects.toMatchObject({ code: "RL001" });
  expect((await executeSettles(connection, [tinySettle(hold), tinySettle(elsewhere)], false)).map(({ letter }) => letter)).toEqual([
    "s",
    "s",
  ]);
});

test("each call of a batch gives its own hold back, in whatever order they end", async () => {
  const { hold, others } = await openCall();
  const settles = [tinySettle(others.beside), tinySettle(hold)];
  await executeSettles(connection, settles, false);
  expect(await Promise.all(settles.map(async (settle) => (await newestEvent(settle)).event.hold_nano))).toEqual([1, 100]);
  await expectBooksBalance(hold.workspaceId);
});

test("the fields of a settle are those of settle_row, in its order", async () => {
  const { rows } = await postgres().query<{ name: string }>(
    "SELECT attname AS name FROM pg_attribute WHERE attrelid = 'settle_row'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
  );
  expect(COLUMNS.map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
});
