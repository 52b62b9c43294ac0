import "server-only";
import type { LedgerEntry } from "@/lib/ledger/list-entries";
import { listEntriesBetween } from "@/lib/ledger/list-entries";
import { dayOf, lastDays } from "@/lib/usage/days";
import { sumUsage } from "@/lib/usage/sum-usage";

/** What was on the balance at the end of a day, held amounts included. */
export type BalanceDay = { day: string; balanceNano: bigint };

/** The days that the course of a balance shows. */
const DAYS = 90;

type Balance = { availableNano: bigint; heldNano: bigint };

/**
 * The balance at the end of each of the last 90 days, the newest last, reckoned back from what it is now. Days before the first
 * movement are left out, and so are those before the oldest entry that is read.
 */
export async function readBalanceDays(workspaceId: string, balance: Balance, timeZone: string, now: Date): Promise<BalanceDay[]> {
  const { from, to, days } = lastDays(DAYS, timeZone, now);
  const [{ entries, hasOlder, isCut }, sums] = await Promise.all([
    listEntriesBetween(workspaceId, from, to),
    sumUsage(workspaceId, { from, to, timeZone, by: ["day"], withoutSavings: true }),
  ]);
  const charged = new Map(sums.map(({ day, chargeNano }) => [day, chargeNano]));
  const moved = entriesByDay(entries, timeZone);
  const oldest = entries.at(-1);
  const firstWhole = isCut && oldest ? dayOf(oldest.createdAt, timeZone) : "";
  let balanceNano = balance.availableNano + balance.heldNano;
  const backwards: BalanceDay[] = [];
  for (const day of days.toReversed()) {
    if (day <= firstWhole) break;
    backwards.push({ day, balanceNano: balanceNano > 0n ? balanceNano : 0n });
    balanceNano += (charged.get(day) ?? 0n) - (moved.get(day) ?? 0n);
  }
  const course = backwards.toReversed();
  if (hasOlder || isCut) return course;
  const first = course.findIndex(({ day }) => moved.has(day) || charged.has(day));
  return first === -1 ? [] : course.slice(first);
}

function entriesByDay(entries: LedgerEntry[], timeZone: string): Map<string, bigint> {
  const byDay = new Map<string, bigint>();
  for (const { createdAt, amountNano } of entries) {
    const day = dayOf(createdAt, timeZone);
    byDay.set(day, (byDay.get(day) ?? 0n) + amountNano);
  }
  return byDay;
}
