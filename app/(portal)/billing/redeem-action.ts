"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import type { RedeemState } from "@/components/billing/redeem-form";
import { redeemCode } from "@/lib/codes/redeem-code";

const codeForm = z.object({ code: z.string().trim().min(1).max(10_000) });

/** Redeems a code for the person's workspace. */
export const redeemCodeAction = portalAction<z.infer<typeof codeForm>, RedeemState>({
  schema: codeForm,
  async run({ code }, { user, actor }) {
    const { email, isEmailVerified, workspace } = user;
    const redemption = await redeemCode({ actor, workspaceId: workspace.id, email, isEmailVerified }, code);
    if (redemption.kind === "redeemed") revalidatePath("/", "layout");
    return redemption;
  },
  unreadable: () => ({ kind: "empty" }),
  refused: () => ({ kind: "failed" }),
});
