import "server-only";
import { renderMail } from "@/lib/mail/layout";
import { mailWords } from "@/lib/mail/words";
import { env } from "@/lib/platform/env";
import type { Mail } from "@/lib/platform/mailer";

/** `retiresOn` is a day as `YYYY-MM-DD`. */
export type Retirement = { to: string; modelId: string; modelName: string; retiresOn: string };

/** The mail to an admin a month before a model retires and is no longer offered. */
export async function retirementMail({ to, modelId, modelName, retiresOn }: Retirement): Promise<Mail> {
  const words = await mailWords();
  const date = words("retirement.date", { at: new Date(`${retiresOn}T00:00:00Z`) });
  return renderMail({
    to,
    subject: words("retirement.subject", { model: modelName, date }),
    greeting: words("greeting"),
    paragraphs: [words("retirement.text", { model: modelName, id: modelId, date }), words("retirement.keep")],
    action: { label: words("retirement.action"), url: new URL("/admin/upstreams", env.RELAIS_PUBLIC_URL).href },
    ending: [],
    footer: words("footer", { site: env.RELAIS_PUBLIC_URL }),
  });
}
