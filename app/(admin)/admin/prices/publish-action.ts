"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { instantOf } from "@/components/prices/instant";
import { priceHref } from "@/components/prices/price-text";
import { NOT_PUBLISHED_YET, type PublishState } from "@/components/prices/publish-state";
import { adminFormActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { AppError } from "@/lib/basics/errors";
import { PRICE_KINDS, type Price, type Rates } from "@/lib/pricing/price";
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

/** Publishes what the editor holds and shows the new version; otherwise says why nothing was published. */
export async function publishAction(_: PublishState, form: FormData): Promise<PublishState> {
  const admin = await adminFormActor();
  if (!admin) return { ...NOT_PUBLISHED_YET, error: "signed_out" };
  const typed = Object.fromEntries(RATE_FIELDS.map((field) => [field, String(form.get(field) ?? "")])) as RateForm;
  const { rates, problems } = ratesOfForm(typed);
  if (problems) return { ...NOT_PUBLISHED_YET, problems, error: "problems" };
  const parsed = publication.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { ...NOT_PUBLISHED_YET, error: "refused" };
  const outcome = await publish(parsed.data, rates, admin.id);
  if ("error" in outcome) return outcome;
  revalidatePath("/admin/prices");
  redirect(priceHref(outcome.modelId, outcome.kind, { published: String(outcome.version) }));
}

async function publish(wanted: z.infer<typeof publication>, rates: Rates, publishedBy: string): Promise<Price | PublishState> {
  const { modelId, kind, basedOnVersion, when, effectiveFrom, note } = wanted;
  try {
    return await publishPrice(
      { userId: publishedBy, ip: await remoteAddress() },
      {
        modelId,
        kind,
        rates,
        effectiveFrom: when === "now" ? null : (instantOf(effectiveFrom) ?? NO_DATE),
        note: note || null,
        basedOnVersion,
      },
    );
  } catch (error) {
    if (error instanceof AppError) return refusal(error);
    throw error;
  }
}

function refusal({ code, param, facts }: AppError): PublishState {
  if (code === "conflict") return { ...NOT_PUBLISHED_YET, error: "conflict", newestVersion: Number(facts.newestVersion ?? 0) };
  return { ...NOT_PUBLISHED_YET, error: param === "effectiveFrom" || param === "rates" ? param : "refused" };
}
