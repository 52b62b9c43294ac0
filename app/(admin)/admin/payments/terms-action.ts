"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import type { TermsState } from "@/components/payment-terms/terms-form";
import { adminFormActor } from "@/lib/auth/current-user";
import { unitsOfDecimal } from "@/lib/basics/decimal";
import { currencyOf } from "@/lib/topups/methods/countries";
import { METHOD_NAMES } from "@/lib/topups/methods/method";
import { changePaymentTerms, MAX_MARGIN_PPM, readPaymentTerms } from "@/lib/topups/terms/payment-terms";

const termsForm = z.object({
  revision: z.coerce.number().int().positive(),
  country: z.string().regex(/^[A-Z]{2}$/),
  margin: z.string().trim().max(20),
  adaptive: z.literal("on").optional(),
  offered: z.array(z.string()),
});

/** Changes how orders are paid from now on. */
export const changeTermsAction = portalAction<z.infer<typeof termsForm>, TermsState>(
  {
    schema: termsForm,
    lists: ["offered"],
    async run({ revision, country, margin, adaptive, offered }, { actor }) {
      // Four places of a percent are millionths.
      const marginPpm = unitsOfDecimal(margin.replace("%", ""), 4);
      if (marginPpm === null || marginPpm > MAX_MARGIN_PPM) return { kind: "margin" };
      const { invitedTo } = await readPaymentTerms();
      await changePaymentTerms(actor, revision, {
        country,
        isAdaptive: adaptive === "on",
        marginPpm: Number.parseInt(marginPpm.toString(), 10),
        turnedOff: METHOD_NAMES.filter((name) => !offered.includes(name)),
        invitedTo,
        settledIn: [currencyOf(country) ?? "usd"],
      });
      revalidatePath("/admin/payments");
      return { kind: "done" };
    },
    unreadable: () => ({ kind: "margin" }),
    refused: () => ({ kind: "conflict" }),
  },
  adminFormActor,
);
