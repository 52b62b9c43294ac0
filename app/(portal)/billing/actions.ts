"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { returnToStart } from "@/app/(portal)/billing/return-to-start";
import { portalAction } from "@/app/portal-action";
import type { TopUpFormState } from "@/components/billing/top-up-form";
import { requireActor } from "@/lib/auth/current-user";
import { newId } from "@/lib/basics/ids";
import { cancelTopUp } from "@/lib/topups/checkout/cancel-top-up";
import { continueTopUp } from "@/lib/topups/checkout/continue-top-up";
import { startTopUp, type TopUpStart } from "@/lib/topups/checkout/start-top-up";

const topUpForm = z.object({
  amount: z.string().max(10_000),
  formKey: z.string().min(8).max(64),
  method: z.string().max(40).optional(),
  country: z
    .string()
    .max(2)
    .optional()
    .transform((code) => (code && /^[A-Z]{2}$/.test(code) ? code : undefined)),
  shown: z.string().max(40).optional(),
});
const orderForm = z.object({ topUpId: z.uuid() });

/** Starts a top-up and sends the person to its payment page, or says why not. A refused form gets a new key. */
export const startTopUpAction = portalAction<z.infer<typeof topUpForm>, TopUpFormState>({
  schema: topUpForm,
  async run(input, { user }, form) {
    const start = await startTopUp({ workspaceId: user.workspace.id, userId: user.id, email: user.email, ...input });
    if (form.get("from") === "start" && start.kind !== "refused") await returnToStart(start.topUpId);
    return follow(start, input.amount);
  },
  unreadable: () => ({ formKey: newId(), amount: "", reason: "not_an_amount" }),
  signedOut(previous, form) {
    const { data: sent } = topUpForm.safeParse(Object.fromEntries(form));
    // The form sent again means the same order.
    return { formKey: previous?.formKey ?? newId(), amount: sent?.amount ?? previous?.amount ?? "", reason: "signed_out" };
  },
});

/** Returns the person to the payment page of an unpaid order. */
export const continueTopUpAction = portalAction<z.infer<typeof orderForm>, void>(
  {
    schema: orderForm,
    async run({ topUpId }, { user }) {
      const start = await continueTopUp(user.workspace.id, topUpId);
      if (start.kind === "refused") redirect(`/billing/return?topup=${topUpId}&away=1`);
      redirect(start.kind === "checkout" ? start.url : `/billing/return?topup=${topUpId}`);
    },
    unreadable: () => redirect("/billing"),
  },
  requireActor,
);

export const cancelTopUpAction = portalAction<z.infer<typeof orderForm>, void>(
  {
    schema: orderForm,
    async run({ topUpId }, { user }) {
      const cancel = await cancelTopUp(user.workspace.id, topUpId);
      redirect(`/billing/return?topup=${topUpId}${cancel.kind === "stripe_unavailable" ? "&away=1" : ""}`);
    },
    unreadable: () => redirect("/billing"),
  },
  requireActor,
);

function follow(start: TopUpStart, amount: string): TopUpFormState {
  if (start.kind === "refused") return { formKey: newId(), amount, reason: start.reason };
  redirect(start.kind === "checkout" ? start.url : `/billing/return?topup=${start.topUpId}`);
}
