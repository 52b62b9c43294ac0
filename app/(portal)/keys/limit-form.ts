import { z } from "zod";
import type { LimitField } from "@/components/keys/key-state";
import { type KeyLimits, readKeyLimits } from "@/lib/keys/key-limits";
import { dayAfter, isDay, startOfDay } from "@/lib/usage/days";

const typed = z.string().max(10_000);

/** The fields of the dialog. A text that is far too long is refused by its field as well. */
export const limitForm = z.object({
  keyId: z.uuid(),
  budget: typed,
  budgetPeriod: typed,
  requestsPerMinute: typed,
  tokensPerMinute: typed,
  expiresOn: typed,
  models: z.array(z.string().max(100)).max(200),
  addresses: typed,
});

/** The limits of a sent form, or all its wrong fields. The last day is a day of the workspace. */
export function readLimitForm(
  { expiresOn, ...sent }: Omit<z.infer<typeof limitForm>, "keyId">,
  timeZone: string,
): { limits: KeyLimits } | { wrong: LimitField[] } {
  const read = readKeyLimits(sent);
  const expiresAt = endOfDay(expiresOn, timeZone);
  if ("limits" in read && expiresAt !== undefined) return { limits: { ...read.limits, expiresAt } };
  return { wrong: [...("wrong" in read ? read.wrong : []), ...(expiresAt === undefined ? (["expiresOn"] as const) : [])] };
}

/** The end of a day; null for none, undefined for invalid text. */
function endOfDay(day: string, timeZone: string): Date | null | undefined {
  if (day === "") return null;
  return isDay(day) ? startOfDay(dayAfter(day), timeZone) : undefined;
}
