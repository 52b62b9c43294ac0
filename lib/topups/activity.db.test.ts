import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { grant, topUpOf, walletWith } from "@/lib/ledger/testing/wallets";
import { monthOf, readActivity } from "@/lib/topups/activity";
import { dayOf } from "@/lib/usage/days";
import { idAt, insertEvent } from "@/lib/usage/testing/usage-events";

const now = new Date("2026-11-29T23:30:00Z");

test.each([
  ["2026-10", "2026-10"],
  ["2026-11", "2026-11"],
  ["2026-12", "2026-11"],
  ["0002-11", "2026-11"],
  ["2026-13", "2026-11"],
  ["\u0000", "2026-11"],
  ["m".repeat(1_000_000), "2026-11"],
  [undefined, "2026-11"],
  [["2026-10"], "2026-11"],
])("%j in the address means %s", (text, month) => {
  expect(monthOf(text, "UTC", now)).toBe(month);
});

test("a month has each movement once: the entries, and the calls of a day together, and adds up", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  await grant(topUpOf(workspaceId, 500n, { reference: `topup:${newId()}` }));
  const today = new Date();
  await insertEvent({ workspaceId, id: idAt(today), chargeNano: 30n });
  await insertEvent({ workspaceId, id: idAt(today), chargeNano: 12n });
  const month = monthOf(null, "UTC", today);
  const activity = await readActivity(workspaceId, month, "UTC", today);
  expect(activity.movements).toMatchObject([
    { kind: "calls", day: dayOf(today, "UTC"), requests: 2, amountNano: -42n },
    { kind: "entry", entry: { kind: "topup", amountNano: 500n } },
  ]);
  expect(activity).toMatchObject({ netNano: 458n, older: null, newer: null });
});

test("months before the first entry are not offered, later ones are", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  await grant(topUpOf(workspaceId, 500n));
  const today = new Date();
  const next = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 15));
  const later = await readActivity(workspaceId, monthOf(null, "UTC", next), "UTC", next);
  expect(later).toMatchObject({ movements: [], netNano: 0n, older: monthOf(null, "UTC", today), newer: null });
  expect(await readActivity(workspaceId, monthOf(null, "UTC", today), "UTC", next)).toMatchObject({ newer: later.month, older: null });
});
