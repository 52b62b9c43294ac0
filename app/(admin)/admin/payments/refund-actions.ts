"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import type { RefundState } from "@/components/billing/refund-form";
import type { ClearState } from "@/components/clearing/clear-state";
import { adminFormActor } from "@/lib/auth/current-user";
import { endByHand } from "@/lib/topups/refunds/end-by-hand";
import { setOwnerDays } from "@/lib/topups/refunds/refund-rule";
import { requestRefund } from "@/lib/topups/refunds/request-refund";
import { minorOfText } from "@/lib/topups/refunds/typed-sum";

const refundForm = z.object({
  workspaceId: z.uuid(),
  topUpId: z.uuid(),
  refundId: z.uuid(),
  currency: z.string().length(3),
  seenMinor: z.string().regex(/^\d{1,15}$/),
  amount: z.string().trim().max(40),
  reason: z.string().trim().max(300),
  bankAccount: z.string().trim().max(200).optional(),
});
const byHandForm = z.object({ workspaceId: z.uuid(), refundId: z.uuid(), outcome: z.enum(["succeeded", "canceled"]) });
const ruleForm = z.object({ ownerDays: z.string().regex(/^\d{1,4}$/) });
const MOST_DAYS = 3650;

/** Gives back a part of a payment, or all that is unused of it if no amount is typed. */
export const adminRefundAction = portalAction<z.infer<typeof refundForm>, RefundState>(
  {
    schema: refundForm,
    async run({ amount, currency, seenMinor, reason, bankAccount, ...ids }, { actor }) {
      const chargeMinor = amount === "" ? null : minorOfText(amount, currency);
      if (amount !== "" && chargeMinor === null) return { kind: "failed" };
      const wanted = { ...ids, chargeMinor, seenMinor: BigInt(seenMinor), reason: reason || null, bankAccount: bankAccount || null };
      const answer = await requestRefund(actor, { ...wanted, origin: "admin" });
      if (answer.kind === "refused") return answer;
      revalidatePath("/admin/payments", "layout");
      return { kind: "asked", chargeMinor: answer.chargeMinor, currency: answer.currency, isByHand: answer.isByHand };
    },
    unreadable: () => ({ kind: "failed" }),
    refused: () => ({ kind: "failed" }),
  },
  adminFormActor,
);

/** Ends a refund that is paid by hand. */
export const byHandAction = portalAction<z.infer<typeof byHandForm>, ClearState>(
  {
    schema: byHandForm,
    async run(ended, { actor }) {
      const isEnded = await endByHand(actor, ended);
      revalidatePath("/admin/payments", "layout");
      return { kind: isEnded ? "done" : "refused" };
    },
    unreadable: () => ({ kind: "refused" }),
  },
  adminFormActor,
);

/** Sets for how many days owners may ask for a refund. */
export const ownerDaysAction = portalAction<z.infer<typeof ruleForm>, ClearState>(
  {
    schema: ruleForm,
    async run({ ownerDays }, { actor }) {
      const days = Number.parseInt(ownerDays, 10);
      if (days > MOST_DAYS) return { kind: "refused" };
      await setOwnerDays(actor, days);
      revalidatePath("/admin/payments");
      return { kind: "done" };
    },
    unreadable: () => ({ kind: "refused" }),
  },
  adminFormActor,
);
