import "server-only";
import { addUpUsage } from "@/lib/usage/add-up-usage";
import type { CallFilters } from "@/lib/usage/call-filters";
import { FIRST_DAY, LAST_DAY } from "@/lib/usage/days";
import { hasMoreCalls } from "@/lib/usage/has-more-calls";
import { inUsageSnapshot } from "@/lib/usage/snapshot";
import { type CallTotals, sumCalls } from "@/lib/usage/sum-calls";
import { sumUsage } from "@/lib/usage/sum-usage";

/** Calls that no sums know, such as those that failed, are added up one by one. */
const READ_AT_MOST = 10_000;

/**
 * The number of calls that a filter keeps, and what they were charged in all. Time, model and key are answered by the sums, however many
 * calls there are. Null if another filter's time has more calls than `readAtMost`. The time is in whole quarters of an hour.
 */
export async function sumFilter(workspaceId: string, filters: CallFilters, readAtMost = READ_AT_MOST): Promise<CallTotals | null> {
  const { modelId, keyId, from, to, ...others } = filters;
  if (Object.values(others).every((each) => each === undefined)) {
    const question = {
      from: from ?? new Date(`${FIRST_DAY}T00:00:00Z`),
      to: to ?? new Date(`${LAST_DAY}T00:00:00Z`),
      by: [],
      timeZone: "UTC",
    };
    const sums = await sumUsage(workspaceId, { ...question, ...(modelId && { modelId }), ...(keyId && { keyId }) });
    const { requests, chargeNano } = addUpUsage(sums);
    return { calls: requests, chargeNano };
  }
  const isTooMuch = await inUsageSnapshot(({ client }) => hasMoreCalls(client, workspaceId, filters, readAtMost));
  return isTooMuch ? null : sumCalls(workspaceId, filters, readAtMost);
}
