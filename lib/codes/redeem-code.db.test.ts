import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { NewBatch } from "@/lib/codes/batch";
import { newCode } from "@/lib/codes/code-text";
import { listCodeBatches } from "@/lib/codes/list-code-batches";
import { makeBatch, voidBatch } from "@/lib/codes/make-batch";
import { redeemCode } from "@/lib/codes/redeem-code";
import { listLedgerEntries } from "@/lib/ledger/list-entries";
import { expectBooksBalance, grant, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";

const ADMIN = { userId: newId(), ip: "192.0.2.7" };
const FIVE_DOLLARS = 5_000_000_000n;

let people = 0;

/** Somebody with a workspace, at an address of their own. */
async function somebody({ isEmailVerified = true } = {}) {
  const workspaceId = await walletWith({ availableNano: 0n });
  const email = `person-${++people}@people.example`;
  return { actor: { userId: newId(), ip: `10.8.${people % 250}.1` }, workspaceId, email, isEmailVerified };
}

async function codesOf(changes: Partial<NewBatch> = {}) {
  const batch: NewBatch = {
    name: "Spring",
    kind: "promo",
    amountNano: FIVE_DOLLARS,
    codeCount: 2,
    usesPerCode: 1,
    isOncePerWorkspace: false,
    forWhom: "everybody",
    forEmail: null,
    creditDays: 30,
    redeemUntil: null,
    ...changes,
  };
  const batchId = newId();
  return { batchId, batch, codes: (await makeBatch(ADMIN, batchId, batch)) ?? [] };
}

const lotsOf = (workspaceId: string) => database().creditLot.findMany({ where: { workspaceId } });

test("a code gives its credit once, for its days, and the act is audited without the code", async () => {
  const { batchId, codes } = await codesOf();
  const person = await somebody();
  const at = new Date("2026-11-30T10:00:00Z");
  const [code = ""] = codes;
  const typed = ` ${code.toLowerCase().replaceAll("-", " ")}`;
  expect(await redeemCode(person, typed, { now: () => at })).toEqual({
    kind: "redeemed",
    amountNano: FIVE_DOLLARS,
    creditUntil: new Date("2026-12-30T10:00:00Z"),
  });
  expect(await redeemCode(person, code)).toEqual({ kind: "repeated" });
  expect(await readWallet(person.workspaceId)).toMatchObject({ availableNano: FIVE_DOLLARS });
  expect(await lotsOf(person.workspaceId)).toMatchObject([{ kind: "promo", priority: 10, expiresAt: new Date("2026-12-30T10:00:00Z") }]);
  expect(await listLedgerEntries(person.workspaceId, { limit: 10 })).toMatchObject([{ kind: "grant", contra: "promo_expense" }]);
  await expectBooksBalance(person.workspaceId);
  const [line] = await database().auditEntry.findMany({ where: { workspaceId: person.workspaceId } });
  expect(line).toMatchObject({ action: "code.redeem", target: `code_batch:${batchId}`, after: { amount: "5", lastFour: code.slice(-4) } });
  expect(JSON.stringify(line)).not.toContain(code);
  expect((await listCodeBatches()).find(({ id }) => id === batchId)).toMatchObject({ codeCount: 2, usesPerCode: 1, usesLeft: 1 });
});

test("fifty workspaces at once on one code: one gets the credit, and all books balance", async () => {
  const { codes } = await codesOf();
  const crowd = await Promise.all(Array.from({ length: 50 }, () => somebody()));
  const answers = await Promise.all(crowd.map((each) => redeemCode(each, codes[0] ?? "")));
  expect(answers.filter(({ kind }) => kind === "redeemed")).toHaveLength(1);
  expect(answers.filter(({ kind }) => kind === "refused")).toHaveLength(49);
  for (const { workspaceId } of crowd) await expectBooksBalance(workspaceId);
});

test("one workspace that sends one code twenty times at once has its credit once", async () => {
  const { codes } = await codesOf({ usesPerCode: 20 });
  const person = await somebody();
  // From several networks, so that the throttle is not what decides.
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      redeemCode({ ...person, email: `tab-${index}-${person.email}`, actor: { ...person.actor, ip: `10.9.${index}.1` } }, codes[0] ?? ""),
    ),
  );
  expect(answers.map(({ kind }) => kind).sort()).toEqual(["redeemed", ...Array(19).fill("repeated")].sort());
  expect(await readWallet(person.workspaceId)).toMatchObject({ availableNano: FIVE_DOLLARS });
  await expectBooksBalance(person.workspaceId);
});

test("a code for n workspaces serves n", async () => {
  const { codes } = await codesOf({ codeCount: 1, usesPerCode: 3 });
  const answers = [];
  for (let index = 0; index < 4; index++) answers.push((await redeemCode(await somebody(), codes[0] ?? "")).kind);
  expect(answers).toEqual(["redeemed", "redeemed", "redeemed", "refused"]);
});

test("of a batch for one code each, a workspace redeems one, however many it sends at once", async () => {
  const { codes } = await codesOf({ codeCount: 4, isOncePerWorkspace: true });
  const person = await somebody();
  const answers = await Promise.all(codes.map((code) => redeemCode(person, code)));
  expect(answers.map(({ kind }) => kind).sort()).toEqual(["redeemed", "refused", "refused", "refused"].sort());
  // What was refused is still there for somebody else.
  const left = codes[answers.findIndex(({ kind }) => kind === "refused")] ?? "";
  expect((await redeemCode(await somebody(), left)).kind).toBe("redeemed");
});

test("unknown, used, ended, voided and somebody else's codes look the same, and grant nothing", async () => {
  const used = await codesOf();
  await redeemCode(await somebody(), used.codes[0] ?? "");
  const voided = await codesOf();
  expect(await voidBatch(ADMIN, voided.batchId)).toBe(true);
  expect(await voidBatch(ADMIN, voided.batchId)).toBe(false);
  const ended = await codesOf({ redeemUntil: new Date(Date.now() - 1) });
  const forAda = await codesOf({ forWhom: "address", forEmail: "ada@people.example" });
  const forNew = await codesOf({ forWhom: "new_customers" });
  const customer = await somebody();
  await grant(topUpOf(customer.workspaceId, 1n));
  for (const code of [newCode(), "x", used.codes[0], voided.codes[0], ended.codes[0], forAda.codes[0], forNew.codes[0]]) {
    const answer = await redeemCode(
      { ...customer, email: newId(), actor: { ...customer.actor, ip: `10.7.${++people % 250}.9` } },
      code ?? "",
    );
    expect(answer).toEqual({ kind: "refused" });
  }
  expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 1n });
  // The same codes work for whom they were made.
  const ada = await somebody();
  const unverified = await redeemCode({ ...ada, email: "ada@people.example", isEmailVerified: false }, forAda.codes[0] ?? "");
  expect(unverified).toEqual({ kind: "unverified" });
  expect((await redeemCode({ ...ada, email: "ada@people.example" }, forAda.codes[0] ?? "")).kind).toBe("redeemed");
  expect((await redeemCode(await somebody(), forNew.codes[0] ?? "")).kind).toBe("redeemed");
});

test("a gift waits for a verified address, and is not used up meanwhile; a bought code does not", async () => {
  const { codes } = await codesOf();
  const person = await somebody({ isEmailVerified: false });
  expect(await redeemCode(person, codes[0] ?? "")).toEqual({ kind: "unverified" });
  expect(await redeemCode(person, newCode())).toEqual({ kind: "refused" });
  expect((await redeemCode({ ...person, isEmailVerified: true }, codes[0] ?? "")).kind).toBe("redeemed");
  const bought = await codesOf({ kind: "paid" });
  expect((await redeemCode(await somebody({ isEmailVerified: false }), bought.codes[0] ?? "")).kind).toBe("redeemed");
});

test("a code that a reseller paid for is a top-up: it counts for the tier, and never ends if so said", async () => {
  const { codes } = await codesOf({ kind: "paid", creditDays: null });
  const person = await somebody();
  expect(await redeemCode(person, codes[0] ?? "")).toEqual({ kind: "redeemed", amountNano: FIVE_DOLLARS, creditUntil: null });
  expect(await lotsOf(person.workspaceId)).toMatchObject([{ kind: "paid", priority: 20, expiresAt: null }]);
  expect(await listLedgerEntries(person.workspaceId, { limit: 10 })).toMatchObject([{ kind: "topup", contra: "reseller_clearing" }]);
  await expectBooksBalance(person.workspaceId);
});

test("wrong codes have to wait after five, and a right one that waits is not lost", async () => {
  const { codes } = await codesOf();
  const person = await somebody();
  for (let index = 0; index < 6; index++) await redeemCode(person, newCode());
  const answer = await redeemCode(person, codes[0] ?? "");
  expect(answer).toMatchObject({ kind: "wait", seconds: expect.any(Number) });
  expect((await redeemCode(await somebody(), codes[0] ?? "")).kind).toBe("redeemed");
});

test("a code is stored as its hash alone", async () => {
  const { batchId, codes } = await codesOf();
  const { rows } = await postgres().query<{ text: string }>("SELECT c::text AS text FROM redemption_code c WHERE batch_id = $1", [batchId]);
  expect(rows).toHaveLength(2);
  for (const code of codes) expect(JSON.stringify(rows)).not.toContain(code.replaceAll("-", ""));
  const acts = await database().auditEntry.findMany({ where: { target: `code_batch:${batchId}` }, orderBy: { id: "asc" } });
  expect(acts).toMatchObject([
    { action: "code_batch.make", actorUserId: ADMIN.userId, after: { name: "Spring", amount: "5", codeCount: 2 } },
  ]);
  for (const code of codes) expect(JSON.stringify(acts)).not.toContain(code);
});

test("a batch never gets another code, and its end is audited once", async () => {
  const { batchId, batch } = await codesOf();
  expect(await makeBatch(ADMIN, batchId, batch)).toBeNull();
  const more = (count: number) =>
    postgres().query("SELECT add_codes($1, $2) AS added", [batchId, Array.from({ length: count }, () => randomBytes(32))]);
  expect((await more(1)).rows).toEqual([{ added: false }]);
  expect((await more(2)).rows).toEqual([{ added: false }]);
  expect(await Promise.all([voidBatch(ADMIN, batchId), voidBatch(ADMIN, batchId)])).toEqual(expect.arrayContaining([true, false]));
  const acts = await database().auditEntry.findMany({ where: { target: `code_batch:${batchId}` } });
  expect(acts.filter(({ action }) => action === "code_batch.void")).toHaveLength(1);
});
