"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import type { RefundState } from "@/components/billing/refund-form";
import { requestRefund } from "@/lib/topups/refunds/request-refund";

const refundForm = z.object({ topUpId: z.uuid(), refundId: z.uuid(), bankAccount: z.string().trim().max(200).optional() });

/** Gives back what is unused of a payment of the person's workspace. Only its owner may ask. */
export const refundAction = portalAction<z.infer<typeof refundForm>, RefundState>({
  schema: refundForm,
  async run({ topUpId, refundId, bankAccount }, { user, actor }) {
    if (user.workspace.role !== "owner") return { kind: "failed" };
    const whole = { origin: "owner", chargeMinor: null, seenMinor: null, reason: null } as const;
    const wanted = { ...whole, workspaceId: user.workspace.id, topUpId, refundId, bankAccount: bankAccount || null };
    const answer = await requestRefund(actor, wanted);
    if (answer.kind === "refused") return answer;
    revalidatePath("/", "layout");
    const { chargeMinor, currency, isByHand } = answer;
    return { kind: "asked", chargeMinor, currency, isByHand };
  },
  unreadable: () => ({ kind: "failed" }),
  refused: () => ({ kind: "failed" }),
});
