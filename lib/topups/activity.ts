import "server-only";
import { invariant } from "@/lib/basics/errors";
import { type LedgerEntry, listEntriesBetween } from "@/lib/ledger/list-entries";
import { readReceiptUrls } from "@/lib/topups/checkout/read-top-ups";
import { dayOf, isDay, LAST_DAY, startOfDay } from "@/lib/usage/days";
import { sumUsage } from "@/lib/usage/sum-usage";

/** A movement of the balance: an entry of the ledger, or all calls of one day together. */
export type Movement =
  | { kind: "entry"; id: string; at: Date; entry: LedgerEntry; receiptUrl: string | null }
  | { kind: "calls"; id: string; day: string; requests: number; amountNano: bigint };

/** Everything that moved a balance in a calendar month, newest first. Months are named `2026-11`; null where there is none. */
export type BalanceActivity = { month: string; older: string | null; newer: string | null; movements: Movement[]; netNano: bigint };

/** The month of an address, or the current one for anything else. */
export function monthOf(text: unknown, timeZone: string, now: Date): string {
  const current = dayOf(now, timeZone).slice(0, 7);
  return typeof text === "string" && isDay(`${text}-01`) && text < current ? text : current;
}

/** The movements of a month in the workspace's zone. Calls of a day stand above the entries of that day. */
export async function readActivity(workspaceId: string, month: string, timeZone: string, now: Date): Promise<BalanceActivity> {
  const next = monthAfter(month, 1);
  const [from, to] = [startOfDay(`${month}-01`, timeZone), next > LAST_DAY.slice(0, 7) ? now : startOfDay(`${next}-01`, timeZone)];
  const [{ entries, hasOlder }, sums] = await Promise.all([
    listEntriesBetween(workspaceId, from, to),
    sumUsage(workspaceId, { from, to, timeZone, by: ["day"], withoutSavings: true }),
  ]);
  const receipts = await readReceiptUrls(
    workspaceId,
    entries.flatMap(({ reference }) => topUpOf(reference) ?? []),
  );
  const ofEntries = entries.map((entry): [string, Movement] => {
    const at = entry.createdAt;
    const receiptUrl = receipts.get(topUpOf(entry.reference) ?? "") ?? null;
    return [`${dayOf(at, timeZone)} 0 ${at.toISOString()} ${entry.id}`, { kind: "entry", id: entry.id, at, entry, receiptUrl }];
  });
  const ofCalls = sums.map(({ day, requests, chargeNano }): [string, Movement] => {
    invariant(day, "sums by day have a day");
    return [`${day} 1`, { kind: "calls", id: day, day, requests, amountNano: -chargeNano }];
  });
  const movements = [...ofEntries, ...ofCalls].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, movement]) => movement);
  const netNano = movements.reduce((sum, each) => sum + (each.kind === "entry" ? each.entry.amountNano : each.amountNano), 0n);
  const isCurrent = month === dayOf(now, timeZone).slice(0, 7);
  return { month, older: hasOlder ? monthAfter(month, -1) : null, newer: isCurrent ? null : next, movements, netNano };
}

function topUpOf(reference: string): string | null {
  return /^topup:([0-9a-f-]{36})$/.exec(reference)?.[1] ?? null;
}

function monthAfter(month: string, count: number): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 7);
}
