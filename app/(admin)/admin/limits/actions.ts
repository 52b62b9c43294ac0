"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction, type Refusal } from "@/app/portal-action";
import type { TierState } from "@/components/limits/tier-state";
import { adminFormActor } from "@/lib/auth/current-user";
import { changeTier } from "@/lib/tiers/change-tier";
import { TIER_FIELDS, type TierForm, tierOfForm } from "@/lib/tiers/tier-form";

const REASON_OF: Record<Refusal, "conflict" | "failed"> = {
  conflict: "conflict",
  invalid: "failed",
  gone: "failed",
  forbidden: "failed",
  ended: "failed",
  busy: "failed",
  failed: "failed",
};

export const changeTierAction = portalAction<{ id: string }, TierState>(
  {
    schema: z.object({ id: z.string() }),
    async run({ id }, { actor }, form) {
      const seen = tierOfForm(typedTier(form, "seen."));
      const next = tierOfForm(typedTier(form, ""));
      if (!next.tier) return { kind: "wrong", fields: next.wrong };
      if (!seen.tier) return { kind: "refused", reason: "failed" };
      await changeTier(actor, id, seen.tier, next.tier);
      revalidatePath("/admin/limits");
      return { kind: "done" };
    },
    unreadable: () => ({ kind: "refused", reason: "failed" }),
    refused: (refusal, { param }) =>
      param === "topup" ? { kind: "wrong", fields: ["topup"] } : { kind: "refused", reason: REASON_OF[refusal] },
  },
  adminFormActor,
);

function typedTier(form: FormData, prefix: string): TierForm {
  return Object.fromEntries(TIER_FIELDS.map((field) => [field, String(form.get(prefix + field) ?? "")])) as TierForm;
}
