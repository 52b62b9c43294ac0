import Anthropic from "@anthropic-ai/sdk";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { POST } from "@/app/api/anthropic/webhook/route";
import { checkReportedProfile } from "@/lib/attribution/check-enforcement";
import { receiveProfileEvent } from "@/lib/attribution/receive-profile-event";
import { enforce, jobsOf, lift, limitsOf, storedAccount } from "@/lib/attribution/testing/limits";
import { newId } from "@/lib/basics/ids";
import type { JobPayloads } from "@/lib/platform/jobs";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { callMessages, type NamedAccount, profilesAt, startNamedRelay } from "@/lib/relay/testing/named-relay";
import { type Customer, newCustomer } from "@/lib/relay/testing/test-relay";
import { readingTime, storeEnforcement } from "@/lib/user-profiles/store-enforcement";

const SECRET = `whsec_${Buffer.from("the secret of these tests").toString("base64")}`;
const OTHER = `whsec_${Buffer.from("another secret").toString("base64")}`;

let account: NamedAccount;
let relay: Awaited<ReturnType<typeof startNamedRelay>>;
let customer: Customer;
let profileId: string;
beforeEach(async () => {
  await postgres().query("DELETE FROM graphile_worker._private_jobs");
  account = await storedAccount();
  relay = await startNamedRelay([account]);
  customer = await newCustomer();
  await callMessages(relay, customer);
  profileId = (await profilesAt(account))[0]?.id ?? "";
});
afterEach(async () => {
  await relay.close();
  await postgres().query("DELETE FROM upstream_account");
});

type Sent = { type?: string; id?: unknown; body?: string; at?: Date; secret?: string };

function delivery({ type = "user_profile.enforcement_action_opened", id = profileId, body, at = new Date(), secret = SECRET }: Sent = {}) {
  const data = { id, enforcement_action_id: "enac_1", organization_id: "org", type };
  const text = body ?? JSON.stringify({ id: "whevt_1", type: "event", created_at: at.toISOString(), data });
  const headers = {
    "webhook-id": "whevt_1",
    "webhook-timestamp": `${Math.floor(at.getTime() / 1_000)}`,
    "webhook-signature": new Webhook(secret).sign("whevt_1", at, text),
  };
  return { text, headers };
}

function receive(sent: Sent = {}, secrets: string | undefined = SECRET): Promise<void> {
  const { text, headers } = delivery(sent);
  return receiveProfileEvent({ body: Buffer.from(text), header: (name) => headers[name as keyof typeof headers] ?? null }, secrets);
}

const jobs = () => jobsOf<JobPayloads["profile-standing"]>("profile-standing");

test("a signed delivery has the profile read, once however often it comes, and the official client verifies the same bytes", async () => {
  const { text, headers } = delivery();
  expect(new Anthropic({ apiKey: "x" }).beta.webhooks.unwrap(text, { headers, key: SECRET }).data).toMatchObject({ id: profileId });
  for (let n = 0; n < 3; n += 1) await receive();
  await receive({ type: "user_profile.enforcement_action_resolved" }, `${OTHER}, ${SECRET}`);
  expect(await jobs()).toEqual([{ profileId }]);
});

test.each<[string, Sent, string | undefined]>([
  ["signed with another secret", { secret: OTHER }, SECRET],
  ["without a configured secret", {}, ""],
  ["with an empty configured secret", {}, " , "],
  ["signed an hour ago", { at: new Date(Date.now() - 3_600_000) }, SECRET],
  ["signed for tomorrow", { at: new Date(Date.now() + 86_400_000) }, SECRET],
  ["that is no JSON", { body: "{" }, SECRET],
  ["that names no profile", { id: 7 }, SECRET],
])("a delivery %s is refused, and nothing is read", async (_, sent, secrets) => {
  await expect(receive(sent, secrets)).rejects.toMatchObject({ code: "invalid_request" });
  expect(await jobs()).toEqual([]);
});

test("what is signed and concerns nobody here is taken and left: other kinds, other programs' profiles", async () => {
  await receive({ type: "user_profile.program_status_updated" });
  await receive({ id: "uprof_of_another_program" });
  expect(await jobs()).toEqual([]);
});

test("the route answers 400 to a stranger and 413 to a flood", async () => {
  const post = (body: string) => POST(new Request("http://localhost/api/anthropic/webhook", { method: "POST", body }));
  expect((await post("{}")).status).toBe(400);
  expect((await post("x".repeat(70_000))).status).toBe(413);
});

test("a delivery decides nothing: what Claude says is stored, also when the delivery is false, late or doubled", async () => {
  await checkReportedProfile({ profileId });
  expect(await limitsOf(customer.workspaceId)).toEqual([]);
  await enforce(profileId, { type: "restriction", reason: "a reason of next year" });
  await Promise.all([checkReportedProfile({ profileId }), checkReportedProfile({ profileId })]);
  expect(await limitsOf(customer.workspaceId)).toMatchObject([{ type: "restriction", reason: "unspecified", resolved_at: null }]);
  await lift(profileId);
  for (let n = 0; n < 2; n += 1) await checkReportedProfile({ profileId });
  expect(await limitsOf(customer.workspaceId)).toMatchObject([{ resolved_at: expect.any(Date) }]);
});

test("a reading that began before a newer one was stored does not undo it", async () => {
  const of = { workspaceId: customer.workspaceId, accountId: account.id };
  const early = await readingTime();
  await enforce(profileId);
  await checkReportedProfile({ profileId });
  expect(await storeEnforcement(of, { readAt: early, open: [] })).toBe(false);
  expect(await limitsOf(customer.workspaceId)).toMatchObject([{ resolved_at: null }]);
});

test("each owner and each admin gets one mail when a limit is placed, and one when it is lifted", async () => {
  const person = async (role: "user" | "admin") => {
    const id = newId();
    await database().user.create({ data: { id, email: `${id}@people.example`, role } });
    return id;
  };
  const [owner, admin] = [await person("user"), await person("admin")];
  await database().membership.create({ data: { workspaceId: customer.workspaceId, userId: owner, role: "owner" } });
  const mails = async () => {
    const all = await jobsOf<JobPayloads["enforcement"]>("enforcement");
    return all.filter(({ userId }) => userId === owner || userId === admin).map(({ isOpen, isAdmin, userId }) => [isOpen, isAdmin, userId]);
  };
  await enforce(profileId);
  for (let n = 0; n < 2; n += 1) await checkReportedProfile({ profileId });
  expect(await mails()).toEqual([
    [true, false, owner],
    [true, true, admin],
  ]);
  await lift(profileId);
  for (let n = 0; n < 2; n += 1) await checkReportedProfile({ profileId });
  expect((await mails()).slice(2)).toEqual([
    [false, false, owner],
    [false, true, admin],
  ]);
});
