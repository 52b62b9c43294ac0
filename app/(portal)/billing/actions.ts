"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import type { TopUpFormState } from "@/components/billing/top-up-form";
import { formActor, requireActor } from "@/lib/auth/current-user";
import { newId } from "@/lib/basics/ids";
import { cancelTopUp } from "@/lib/topups/orders/cancel";
import { continueTopUp } from "@/lib/topups/orders/continue";
import { startTopUp, type TopUpStart } from "@/lib/topups/orders/start";

const TopUpInput = z.object({ amount: z.string().max(40), formKey: z.string().min(8).max(64) });

/** Starts a top-up and sends the person to its payment page, or says why not. A refused form gets a fresh key. */
export async function startTopUpAction(before: TopUpFormState, form: FormData): Promise<TopUpFormState> {
  const user = await formActor();
  const input = TopUpInput.safeParse({ amount: form.get("amount"), formKey: form.get("formKey") });
  // The same order, when the form is sent again.
  if (!user) return { ...before, amount: input.data?.amount ?? before.amount, reason: "signed_out" };
  if (!input.success) return { formKey: newId(), amount: "", reason: "not_an_amount" };
  const start = await startTopUp({ workspaceId: user.workspace.id, userId: user.id, email: user.email, ...input.data });
  return follow(start, input.data.amount);
}

/** Back to the payment page of an order that was not paid. */
export async function continueTopUpAction(form: FormData): Promise<void> {
  const user = await requireActor();
  const topUpId = z.uuid().parse(form.get("topUpId"));
  const start = await continueTopUp(user.workspace.id, topUpId);
  if (start.kind === "refused") redirect(`/billing/return?topup=${topUpId}&away=1`);
  redirect(start.kind === "checkout" ? start.url : `/billing/return?topup=${topUpId}`);
}

export async function cancelTopUpAction(form: FormData): Promise<void> {
  const user = await requireActor();
  const topUpId = z.uuid().parse(form.get("topUpId"));
  const cancel = await cancelTopUp(user.workspace.id, topUpId);
  redirect(`/billing/return?topup=${topUpId}${cancel.kind === "stripe_unavailable" ? "&away=1" : ""}`);
}

function follow(start: TopUpStart, amount: string): TopUpFormState {
  if (start.kind === "refused") return { formKey: newId(), amount, reason: start.reason };
  redirect(start.kind === "checkout" ? start.url : `/billing/return?topup=${start.topUpId}`);
}
