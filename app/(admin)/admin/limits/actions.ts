"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { portalAction, type Refusal } from "@/app/portal-action";
import type { ExceptionState, TierState } from "@/components/limits/tier-state";
import { adminFormActor } from "@/lib/auth/current-user";
import { changeTier } from "@/lib/tiers/change-tier";
import { chooseTier } from "@/lib/tiers/tier-exceptions";
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

type TierFields = { id: string } & Record<string, unknown>;

export const changeTierAction = portalAction<TierFields, TierState>(
  {
    schema: z.looseObject({ id: z.string() }),
    async run({ id, ...fields }, { actor }) {
      const seen = tierOfForm(typedTier(fields, "seen."));
      const typed = typedTier(fields, "");
      const next = tierOfForm(typed);
      if (!next.tier) return { kind: "wrong", fields: next.wrong, typed };
      if (!seen.tier) return { kind: "refused", reason: "failed" };
      await changeTier(actor, id, seen.tier, next.tier);
      revalidatePath("/admin/limits");
      redirect(`/admin/limits?${new URLSearchParams({ saved: id })}`);
    },
    unreadable: () => ({ kind: "refused", reason: "failed" }),
    refused: (refusal, { param }, fields) =>
      param === "topup"
        ? { kind: "wrong", fields: ["topup"], typed: typedTier(fields, "") }
        : { kind: "refused", reason: REASON_OF[refusal] },
  },
  adminFormActor,
);

/** Gives a workspace a tier that it keeps. Without a tier the exception is taken back. */
export const chooseTierAction = portalAction<{ who: string; tier?: string | undefined }, ExceptionState>(
  {
    schema: z.object({ who: z.string().max(320), tier: z.string().max(100).optional() }),
    async run({ who, tier }, { actor }) {
      await chooseTier(actor, who, tier ?? null);
      revalidatePath("/admin/limits");
      return { kind: "done" };
    },
    unreadable: () => ({ kind: "refused" }),
    refused: (_, { param }, { who }) => (param === "who" ? { kind: "wrong", who } : { kind: "refused" }),
  },
  adminFormActor,
);

function typedTier(fields: Record<string, unknown>, prefix: string): TierForm {
  return Object.fromEntries(TIER_FIELDS.map((field) => [field, String(fields[prefix + field] ?? "")])) as TierForm;
}
