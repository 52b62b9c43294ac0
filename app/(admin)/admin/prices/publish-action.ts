"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import { instantOf } from "@/components/prices/instant";
import { priceHref } from "@/components/prices/price-text";
import { NOT_PUBLISHED_YET, type PublishState } from "@/components/prices/publish-state";
import { adminFormActor } from "@/lib/auth/current-user";
import { PRICE_KINDS } from "@/lib/pricing/price";
import { publishPrice } from "@/lib/pricing/publish-price";
import { RATE_FIELDS, type RateForm, ratesOfForm } from "@/lib/pricing/rate-form";

const NO_DATE = new Date(Number.NaN);

const publication = z.object({
  modelId: z.string().min(1).max(200),
  kind: z.enum(PRICE_KINDS),
  basedOnVersion: z.union([z.literal("").transform(() => null), z.coerce.number().int().positive()]),
  when: z.enum(["now", "date"]),
  effectiveFrom: z.string().max(40).default(""),
  note: z.string().trim().max(500).default(""),
});

/** Publishes the editor's contents and shows the new version; otherwise says why nothing was published. */
export const publishAction = portalAction<z.infer<typeof publication>, PublishState>(
  {
    schema: publication,
    async run({ modelId, kind, basedOnVersion, when, effectiveFrom: typedDate, note }, { actor }, form) {
      const typed = Object.fromEntries(RATE_FIELDS.map((field) => [field, String(form.get(field) ?? "")])) as RateForm;
      const { rates, problems } = ratesOfForm(typed);
      if (problems) return { ...NOT_PUBLISHED_YET, problems, error: "problems" };
      const effectiveFrom = when === "now" ? null : (instantOf(typedDate) ?? NO_DATE);
      const { version } = await publishPrice(actor, { modelId, kind, rates, effectiveFrom, note: note || null, basedOnVersion });
      revalidatePath("/admin/prices");
      redirect(priceHref(modelId, kind, { published: String(version) }));
    },
    unreadable: () => ({ ...NOT_PUBLISHED_YET, error: "refused" }),
    refused(refusal, { param, facts }) {
      if (refusal === "conflict") return { ...NOT_PUBLISHED_YET, error: "conflict", newestVersion: Number(facts.newestVersion ?? 0) };
      return { ...NOT_PUBLISHED_YET, error: param === "effectiveFrom" || param === "rates" ? param : "refused" };
    },
    signedOut: () => ({ ...NOT_PUBLISHED_YET, error: "signed_out" }),
  },
  adminFormActor,
);
