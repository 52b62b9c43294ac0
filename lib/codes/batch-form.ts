import { emailText } from "@/lib/auth/credentials";
import { nanoFromCents } from "@/lib/basics/money";
import { AUDIENCES, BATCH_KINDS, MAX_CODES, MAX_CREDIT_DAYS, MAX_USES, type NewBatch } from "@/lib/codes/batch";
import { readName } from "@/lib/keys/key-name";
import { dayAfter, isDay, startOfDay } from "@/lib/usage/days";

export const BATCH_FIELDS = ["name", "kind", "amount", "codes", "uses", "once", "forWhom", "email", "days", "until"] as const;
export type BatchField = (typeof BATCH_FIELDS)[number];
/** What was typed, by field. */
export type BatchForm = Partial<Record<BatchField, string>>;

const MAX_CENTS = 200_000;

/** The batch that a form describes, or all fields that are wrong. Days are those of `timeZone`; the last one is whole. */
export function batchOfForm(form: BatchForm, timeZone: string, now: Date): { batch: NewBatch } | { wrong: BatchField[] } {
  const name = readName(form.name ?? "");
  const kind = BATCH_KINDS.find((each) => each === form.kind) ?? null;
  const cents = centsOf(form.amount);
  const codes = countOf(form.codes, MAX_CODES);
  const uses = countOf(form.uses, MAX_USES);
  const forWhom = AUDIENCES.find((each) => each === form.forWhom) ?? null;
  const email = emailText.safeParse(form.email ?? "");
  const days = form.days?.trim() ? countOf(form.days, MAX_CREDIT_DAYS) : undefined;
  const until = form.until ? lastMomentOf(form.until, timeZone, now) : undefined;
  const isForAddress = forWhom === "address";
  const faults: Record<BatchField, boolean> = {
    name: !("name" in name),
    kind: kind === null,
    amount: cents === null,
    codes: codes === null,
    uses: uses === null,
    once: false,
    forWhom: forWhom === null,
    email: isForAddress && !email.success,
    days: days === null,
    until: until === null,
  };
  const wrong = BATCH_FIELDS.filter((field) => faults[field]);
  if (!("name" in name) || !kind || cents === null || codes === null || uses === null || !forWhom || wrong.length > 0) return { wrong };
  return {
    batch: {
      name: name.name,
      kind,
      amountNano: nanoFromCents(cents),
      codeCount: codes,
      usesPerCode: uses,
      isOncePerWorkspace: form.once === "on",
      forWhom,
      forEmail: isForAddress ? (email.data ?? null) : null,
      creditDays: days ?? null,
      redeemUntil: until ?? null,
    },
  };
}

/** Cents of "5" or "5.50", above zero; null for anything else. */
function centsOf(typed = ""): number | null {
  const [, whole, fraction = ""] = /^\s*\$?\s*(\d{1,7})(?:\.(\d{1,2}))?\s*$/.exec(typed) ?? [];
  if (whole === undefined) return null;
  const cents = Number.parseInt(whole + fraction.padEnd(2, "0"), 10);
  return cents > 0 && cents <= MAX_CENTS ? cents : null;
}

function countOf(typed = "", max: number): number | null {
  const count = /^\s*\d{1,7}\s*$/.test(typed) ? Number.parseInt(typed, 10) : 0;
  return count >= 1 && count <= max ? count : null;
}

function lastMomentOf(day: string, timeZone: string, now: Date): Date | null {
  if (!isDay(day)) return null;
  const end = startOfDay(dayAfter(day), timeZone);
  return end > now ? end : null;
}
