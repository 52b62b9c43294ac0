"use server";

import { revalidatePath } from "next/cache";
import type { TierState } from "@/components/limits/tier-state";
import { adminFormActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { SIGNED_OUT } from "@/lib/auth/signed-out";
import { AppError } from "@/lib/basics/errors";
import { changeTier } from "@/lib/tiers/change-tier";
import { TIER_FIELDS, type TierForm, tierOfForm } from "@/lib/tiers/tier-form";

export async function changeTierAction(form: FormData): Promise<TierState> {
  const admin = await adminFormActor();
  if (!admin) return SIGNED_OUT;
  const seen = tierOfForm(typed(form, "seen."));
  const next = tierOfForm(typed(form, ""));
  if (!next.tier) return { kind: "wrong", fields: next.wrong };
  if (!seen.tier) return { kind: "refused", reason: "failed" };
  try {
    await changeTier({ userId: admin.id, ip: await remoteAddress() }, String(form.get("id")), seen.tier, next.tier);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.param === "topup") return { kind: "wrong", fields: ["topup"] };
    return { kind: "refused", reason: error.code === "conflict" ? "conflict" : "failed" };
  }
  revalidatePath("/admin/limits");
  return { kind: "done" };
}

function typed(form: FormData, prefix: string): TierForm {
  return Object.fromEntries(TIER_FIELDS.map((field) => [field, String(form.get(prefix + field) ?? "")])) as TierForm;
}
