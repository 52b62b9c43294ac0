import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { changePaymentTerms, readPaymentTerms } from "@/lib/topups/terms/payment-terms";

const actor = { userId: newId() };

test("a change holds, is audited, and is refused for a person who looked at the terms before it", async () => {
  const { revision, ...before } = await readPaymentTerms();
  const next = { ...before, country: "FR", marginPpm: 15_000, turnedOff: ["oxxo" as const], settledIn: ["eur" as const] };
  await changePaymentTerms(actor, revision, next);
  expect(await readPaymentTerms()).toEqual({ ...next, revision: revision + 1 });
  await expect(changePaymentTerms(actor, revision, before)).rejects.toThrow("Somebody changed the payment terms");
  expect(await readPaymentTerms()).toEqual({ ...next, revision: revision + 1 });
  const { rows } = await postgres().query("SELECT action, before, after FROM audit_entry WHERE actor_user_id = $1", [actor.userId]);
  expect(rows).toEqual([{ action: "payment_terms.change", before, after: next }]);
});

test("of two changes of the same terms at once one holds", async () => {
  const { revision, ...terms } = await readPaymentTerms();
  const changes = [1_000, 2_000, 3_000].map((marginPpm) => changePaymentTerms(actor, revision, { ...terms, marginPpm }));
  expect((await Promise.allSettled(changes)).filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await readPaymentTerms()).revision).toBe(revision + 1);
});

test.each([
  ["a margin above a fifth", { marginPpm: 200_001 }],
  ["a country that is none", { country: "fr" }],
])("%s is refused by the table too", async (_, wrong) => {
  const { revision, ...terms } = await readPaymentTerms();
  await expect(changePaymentTerms(actor, revision, { ...terms, ...wrong })).rejects.toThrow();
});
