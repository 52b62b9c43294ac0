import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkEnforcement } from "@/lib/attribution/check-enforcement";
import { keepProfiles } from "@/lib/attribution/keep-profiles";
import { enforce, limitsOf, storedAccount } from "@/lib/attribution/testing/limits";
import { newId } from "@/lib/basics/ids";
import { freezeWallet, questionWallet } from "@/lib/ledger/freeze-wallet";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import {
  callMessages,
  deleteAt,
  type NamedAccount,
  namesAt,
  profileFault,
  profilesAt,
  startNamedRelay,
} from "@/lib/relay/testing/named-relay";
import { type Customer, newCustomer } from "@/lib/relay/testing/test-relay";
import { asOwner } from "@/lib/testing/owner";

let account: NamedAccount;
let customer: Customer;
beforeEach(async () => {
  await asOwner("DELETE FROM user_profile");
  await asOwner("UPDATE api_key SET revoked_at = now() WHERE revoked_at IS NULL");
  account = await storedAccount();
  customer = await newCustomer();
});
afterEach(() => postgres().query("DELETE FROM upstream_account"));

const round = (now = new Date()) => keepProfiles({ now, isOn: true });
const details = async () => (await profilesAt(account)).map((each) => each.external_user_details);
const hash = (text: string) => createHash("sha256").update(text).digest("hex");

test("a workspace with a key has its profile before it calls, at each account, and one round more makes none", async () => {
  const second = await storedAccount();
  const unused = await newCustomer();
  await asOwner("UPDATE api_key SET created_at = now() - interval '40 days' WHERE id = $1", [unused.keyId]);
  await Promise.all([round(), round()]);
  await round();
  expect(await details()).toMatchObject([{ reference_id: customer.workspaceId }]);
  const [profile] = await profilesAt(account);
  expect(await profilesAt(second)).toHaveLength(1);
  const relay = await startNamedRelay([account]);
  await callMessages(relay, customer);
  expect(await namesAt(account)).toEqual([profile?.id]);
  await relay.close();
});

test("Claude is told of a freeze, of a payment under question and of their end, and again after a failure", async () => {
  await round();
  const told = async () => (await details())[0]?.account_status;
  expect(await told()).toBe("active");
  await freezeWallet(customer.workspaceId);
  await profileFault(account, "user_profile", "server-error");
  await round();
  expect(await told()).toBe("active");
  await round();
  expect(await told()).toBe("suspended");
  await asOwner("UPDATE wallet SET is_frozen = false WHERE workspace_id = $1", [customer.workspaceId]);
  await round();
  expect(await told()).toBe("active");
  await questionWallet(postgres(), customer.workspaceId);
  await round();
  expect(await told()).toBe("suspended");
});

test("the hash of an address is sent once it is verified, and no address or name in clear text", async () => {
  const id = newId();
  await database().user.create({ data: { id, email: `ada.${id}@people.example`, name: " Ada Lovelace " } });
  await database().membership.create({ data: { workspaceId: customer.workspaceId, userId: id, role: "owner" } });
  await round();
  expect(await details()).toMatchObject([{ email_hash: null, name_hash: hash("ada lovelace") }]);
  await database().user.update({ where: { id }, data: { emailVerifiedAt: new Date() } });
  await round();
  expect(await details()).toMatchObject([{ email_hash: hash(`ada.${id}@people.example`) }]);
  expect(JSON.stringify(await profilesAt(account))).not.toMatch(/lovelace|people\.example/i);
});

test("the profile of a deleted workspace is deleted, also when it is gone already", async () => {
  await round();
  const gone = await newCustomer();
  await round();
  expect(await profilesAt(account)).toHaveLength(2);
  for (const each of [customer, gone]) {
    for (const table of ["api_key", "key_secret", "ledger_entry", "credit_lot", "wallet"])
      await asOwner(`DELETE FROM ${table} WHERE workspace_id = $1`, [each.workspaceId]);
    await asOwner("DELETE FROM workspace WHERE id = $1", [each.workspaceId]);
  }
  const [first] = await profilesAt(account);
  await deleteAt(account, first?.id ?? "");
  await profileFault(account, "user_profile", "overloaded");
  await round();
  await round();
  expect(await profilesAt(account)).toEqual([]);
  expect((await postgres().query("SELECT FROM user_profile")).rowCount).toBe(0);
});

test("a profile that the account lost is made again", async () => {
  await round();
  const [first] = await profilesAt(account);
  await deleteAt(account, first?.id ?? "");
  await freezeWallet(customer.workspaceId);
  await round();
  await round();
  expect(await details()).toMatchObject([{ reference_id: customer.workspaceId, account_status: "suspended" }]);
});

test("an account that refuses profiles is shown and left alone for ten minutes, and the others are looked after", async () => {
  const second = await storedAccount();
  await profileFault(account, "new_user_profile", "forbidden");
  await round();
  const problems = async () => (await postgres().query("SELECT account_id, is_refused FROM profile_problem")).rows;
  expect(await problems()).toEqual([{ account_id: account.id, is_refused: true }]);
  await round();
  expect([(await profilesAt(account)).length, (await profilesAt(second)).length]).toEqual([0, 1]);
  await round(new Date(Date.now() + 601_000));
  expect([(await profilesAt(account)).length, await problems()]).toEqual([1, []]);
});

test("limits at an account that was deleted end with it", async () => {
  await round();
  const [profile] = await profilesAt(account);
  await enforce(profile?.id ?? "");
  await checkEnforcement({ isOn: true });
  expect(await limitsOf(customer.workspaceId)).toMatchObject([{ resolved_at: null }]);
  await postgres().query("DELETE FROM upstream_account");
  await round();
  expect(await limitsOf(customer.workspaceId)).toMatchObject([{ resolved_at: expect.any(Date) }]);
});
