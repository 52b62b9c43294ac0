import { afterAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { HoldRequest } from "@/lib/ledger/settlement";
import { type RefusalLetter, refusalOfLetter } from "@/lib/ledger/statements/answer-letters";
import { executeBudgetHolds, executeHolds } from "@/lib/ledger/statements/hold-statement";
import { executeSettles } from "@/lib/ledger/statements/settle-statement";
import { connection, type HoldPath, PATHS } from "@/lib/ledger/testing/hold-paths";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { grant, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

afterAll(() => connection.close());

/** The amount that every limit below still allows. */
const ROOM = 50n;

type Key = { workspaceId: string; keyId: string };
/** `used` is the sum of what its one key has spent and holds. */
type Wallet = { available: bigint; held: bigint; used: bigint };
type Case = {
  name: string;
  letter: RefusalLetter;
  /** Changes the wallet so that only ROOM, or nothing, can be held. */
  prepare(key: Key, wallet: Wallet): Promise<unknown>;
  isStopped?: boolean;
  isBudget?: boolean;
  /** The available amount in the refusal. */
  shown?: bigint;
};

const CASES: Case[] = [
  { name: "the balance", letter: "b", prepare: fillUp, shown: ROOM },
  {
    name: "what earlier calls cost beyond it",
    letter: "o",
    prepare: (key, { available }) => change(key, "owed_nano = $2", available - ROOM),
    shown: ROOM,
  },
  {
    name: "the monthly cap",
    letter: "m",
    prepare: (key, { used }) => change(key, "spend_ceiling_nano = $2, spend_ceiling_until = now() + interval '1 minute'", used + ROOM),
  },
  {
    name: "the monthly cap, whose ceiling has lapsed",
    letter: "m",
    prepare: async (key, { used }) => {
      await asOwner("INSERT INTO usage_tier (id, month_cap_nano) VALUES ($1, $2)", [key.keyId, used + ROOM]);
      await asOwner("INSERT INTO workspace_tier (workspace_id, tier_id) VALUES ($1, $2)", [key.workspaceId, key.keyId]);
      await change(key, "spend_ceiling_nano = $2, spend_ceiling_until = now() - interval '1 second'", 1_000_000n);
    },
  },
  {
    name: "the balance once due credit has expired",
    letter: "b",
    prepare: async (key, wallet) => {
      await fillUp(key, wallet);
      await grant(topUpOf(key.workspaceId, 900n, { kind: "promo", entryKind: "grant", expiresAt: new Date(Date.now() - 60_000) }));
    },
    shown: ROOM,
  },
  {
    name: "the key's budget",
    letter: "k",
    isBudget: true,
    prepare: ({ workspaceId, keyId }, { used }) =>
      asOwner("UPDATE api_key SET budget_nano = $3 WHERE workspace_id = $1 AND id = $2", [workspaceId, keyId, used + ROOM]),
  },
  { name: "a frozen wallet", letter: "f", isStopped: true, prepare: (key) => change(key, "is_frozen = $2", true) },
  { name: "a payment under question", letter: "q", isStopped: true, prepare: (key) => change(key, "is_questioned = $2", true) },
  { name: "debt", letter: "q", isStopped: true, prepare: (key) => change(key, "debt_nano = $2", 1n) },
];

const change = ({ workspaceId }: Key, what: string, value: unknown) =>
  asOwner(`UPDATE wallet SET ${what} WHERE workspace_id = $1`, [workspaceId, value]);

async function fillUp({ workspaceId }: Key, { available }: Wallet): Promise<void> {
  await executeHolds(connection, [holdOf(workspaceId, available - ROOM)], "1", false);
}

async function walletOf({ workspaceId }: Key): Promise<Wallet> {
  const { rows } = await postgres().query<Wallet>(
    "SELECT available_nano AS available, held_nano AS held, spent_total_nano + held_nano AS used FROM wallet WHERE workspace_id = $1",
    [workspaceId],
  );
  return rows[0] as Wallet;
}

async function heldFor({ workspaceId, id }: HoldRequest): Promise<bigint> {
  const { rows } = await postgres().query<{ amount: bigint }>(
    "SELECT amount_nano AS amount FROM hold WHERE workspace_id = $1 AND id = $2",
    [workspaceId, id],
  );
  return rows[0]?.amount ?? 0n;
}

/** Makes a key with a large budget, partly spent and held, and returns the call for which this path holds money. */
async function callOf({ first }: HoldPath): Promise<HoldRequest> {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const hold = { ...holdOf(workspaceId, 1n), keyId: newId() };
  await postgres().query(
    `INSERT INTO api_key (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four, budget_nano, budget_period)
     VALUES ($1, $2, 'Test', $3, 1, 'sk', 'last', 1000000, 'lifetime')`,
    [workspaceId, hold.keyId, Buffer.from(hold.keyId)],
  );
  const [ended, open] = [9n, 7n].map((amountNano) => ({ ...hold, id: newId(), amountNano })) as [HoldRequest, HoldRequest];
  await executeBudgetHolds(connection, [ended, open, ...(first ? [{ ...hold, amountNano: first }] : [])], "1");
  await executeSettles(connection, [settlementOf(ended, 5n)], false);
  return hold;
}

describe.each(PATHS)("a hold $name", (path) => {
  const letterOf = (letter: RefusalLetter) => (path.name === "of a batch of messages" ? refusalOfLetter(letter) : letter);

  test.each(CASES.filter(({ isBudget }) => !isBudget || path.seesBudget))(
    "is refused beyond $name, and granted up to it",
    async ({ letter, prepare, isStopped, shown }) => {
      const hold = await callOf(path);
      await prepare(hold, await walletOf(hold));
      const before = await walletOf(hold);
      const answer = await path.place({ ...hold, amountNano: isStopped ? 1n : ROOM + 1n });
      expect(answer.letter).toBe(letterOf(letter));
      if (answer.availableNano !== null && !isStopped) expect(answer.availableNano).toBe(shown ?? before.available);
      expect(await heldFor(hold)).toBe(path.first ?? 0n);
      const beside = isStopped ? 0n : (path.besideNano ?? 0n);
      expect((await walletOf(hold)).held).toBe(before.held + beside);
      if (isStopped) return;
      const amountNano = ROOM - beside;
      // The other call in the refused statement is already counted.
      const second = { ...hold, amountNano: path.besideNano ? amountNano - path.besideNano : amountNano };
      expect((await path.place(second)).letter).toBe("h");
      expect(await heldFor(hold)).toBe((path.first ?? 0n) + second.amountNano);
      expect((await walletOf(hold)).held).toBe(before.held + ROOM);
    },
  );

  test("is refused without a wallet", async () => {
    const hold = { ...holdOf(newId(), 1n), keyId: newId() };
    expect((await path.place(hold)).letter).toBe(path.first ? "g" : letterOf("n"));
  });

  test.skipIf(path.first)("sent again is held once; with other contents, or once its call has ended, it is a conflict", async () => {
    const hold = { ...(await callOf(path)), amountNano: 10n };
    expect((await path.place({ ...hold })).letter).toBe("h");
    const { held } = await walletOf(hold);
    const again = async (changes: Partial<HoldRequest> = {}) =>
      path.place({ ...hold, ...changes }).then(
        ({ letter }) => letter,
        ({ code }) => (["RL001", "23505"].includes(code) ? "known" : code),
      );
    expect(await again()).toBe(path.throwsWhatIsKnown ? "known" : "h");
    for (const changes of [{ amountNano: 11n }, { modelId: "other" }, { priceVersion: 2 }]) {
      expect(await again(changes)).toBe(path.throwsWhatIsKnown ? "known" : "c");
    }
    if (path.name !== "of a batch of messages") {
      await change(hold, "is_frozen = $2", true);
      expect(await again()).toBe(path.throwsWhatIsKnown ? "known" : "h");
      await change(hold, "is_frozen = $2", false);
    }
    await executeSettles(connection, [settlementOf(hold, 4n)], false);
    if (path.name !== "of a batch of messages") expect(await again()).toBe(path.throwsWhatIsKnown ? "known" : "c");
    expect(await heldFor(hold)).toBe(0n);
    expect((await walletOf(hold)).held - held + 10n).toBeLessThanOrEqual(5n * (path.besideNano ?? 0n));
  });
});

test("a refusal names a stopped wallet before the key's budget, the budget before the balance, and the balance before the month", async () => {
  const path = PATHS.find(({ name }) => name === "of a key with a budget") as HoldPath;
  const hold = await callOf(path);
  const key = { workspaceId: hold.workspaceId, keyId: hold.keyId };
  const answered = async () => (await path.place({ ...hold, id: newId(), amountNano: 2_000n })).letter;
  await change(
    key,
    "is_frozen = true, is_questioned = true, owed_nano = 1000, spend_ceiling_nano = $2, spend_ceiling_until = 'infinity'",
    1n,
  );
  await asOwner("UPDATE api_key SET budget_nano = 1 WHERE id = $1", [key.keyId]);
  expect(await answered()).toBe("f");
  await change(key, "is_frozen = $2", false);
  expect(await answered()).toBe("q");
  await change(key, "is_questioned = $2", false);
  expect(await answered()).toBe("k");
  await asOwner("UPDATE api_key SET budget_nano = 100000 WHERE id = $1", [key.keyId]);
  expect(await answered()).toBe("b");
  await grant(topUpOf(key.workspaceId, 1_100n, { entryKind: "adjustment" }));
  expect(await answered()).toBe("o");
  await change(key, "owed_nano = $2", 0n);
  await change(key, "spend_ceiling_nano = 1, spend_ceiling_until = $2", "infinity");
  expect(await answered()).toBe("m");
});

test("holds of keys with a budget in one statement are answered and written as one by one: new, sent again, ended, and too big", async () => {
  const path = PATHS.find(({ name }) => name === "of a key with a budget") as HoldPath;
  const world = async () => {
    const hold = await callOf(path);
    await asOwner("UPDATE api_key SET budget_nano = 112 WHERE id = $1", [hold.keyId]);
    const call = (amountNano: bigint) => ({ ...hold, id: newId(), amountNano });
    const [again, changed, ended, unclaimed] = [call(10n), call(10n), call(10n), call(20n)] as [
      HoldRequest,
      HoldRequest,
      HoldRequest,
      HoldRequest,
    ];
    await executeBudgetHolds(connection, [again, changed, ended], "1");
    await executeHolds(connection, [unclaimed], "1", false);
    await executeSettles(connection, [settlementOf(ended, 10n)], false);
    const noBudget = { ...call(900n), keyId: "ffffffff-ffff-7fff-8fff-ffffffffffff" };
    return {
      hold,
      calls: [call(30n), again, call(41n), { ...changed, amountNano: 11n }, unclaimed, ended, call(21n), call(20n), noBudget],
    };
  };
  const [alone, together] = [await world(), await world()];
  const expected = [];
  for (const call of alone.calls) expected.push(...(await executeBudgetHolds(connection, [call], "1")));
  expect(expected.map(({ letter }) => letter).join("")).toBe("hhkchckhb");
  expect(await executeBudgetHolds(connection, together.calls, "1")).toEqual(expected);
  expect(await walletOf(together.hold)).toEqual(await walletOf(alone.hold));
  const claims = await Promise.all(
    [alone, together].map(({ hold }) =>
      postgres().query("SELECT spent, held FROM key_spend($1, $2, 'lifetime', to_timestamp(0))", [hold.workspaceId, hold.keyId]),
    ),
  );
  expect(claims[1]?.rows).toEqual(claims[0]?.rows);
  expect(claims[0]?.rows).toEqual([{ spent: 15n, held: 97n }]);
});

test("the room for an extension is the largest amount that is not refused", async () => {
  const { rows } = await asOwner<{ room: bigint; at: string | null; beyond: string | null }>(`
    SELECT room, hold_refusal(room, a, o, h, s, c, false, false, b) AS at, hold_refusal(room + 1, a, o, h, s, c, false, false, b) AS beyond
    FROM unnest(ARRAY[0, 7, 100]::bigint[]) a, unnest(ARRAY[0, 3]::bigint[]) o, unnest(ARRAY[0, 5]::bigint[]) h, unnest(ARRAY[0, 9]::bigint[]) s,
      unnest(ARRAY[NULL, 14, 50, 1000]::bigint[]) c, unnest(ARRAY[NULL, 0, 2, 1000]::bigint[]) b, hold_room(a, o, h, s, c, b) room
    WHERE a >= o AND (c IS NULL OR c >= h + s)`);
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter(({ at, beyond }) => at !== null || beyond === null)).toEqual([]);
});
