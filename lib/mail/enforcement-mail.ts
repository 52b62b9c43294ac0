import "server-only";
import { renderMail } from "@/lib/mail/layout";
import { mailWords } from "@/lib/mail/words";
import { env } from "@/lib/platform/env";
import type { Mail } from "@/lib/platform/mailer";

type Reason = "unsupported_region" | "fraud_or_abuse" | "high_harm" | "usage_policy_violation" | "account_compromise" | "unspecified";

export type EnforcementNotice = {
  to: string;
  isAdmin: boolean;
  workspaceName: string;
  accountName: string;
  /** False once it was lifted. */
  isOpen: boolean;
  type: "ban" | "restriction";
  reason: Reason;
  isVerifiable: boolean;
  expiresAt: Date | null;
};

/** The mail to an owner or an admin about a limit that Anthropic placed on a workspace, or lifted. */
export async function enforcementMail(notice: EnforcementNotice): Promise<Mail> {
  const words = await mailWords();
  const { to, isAdmin, isOpen, type, isVerifiable, expiresAt, workspaceName: workspace, accountName: account } = notice;
  const what = isOpen ? (type === "ban" ? "Banned" : "Restricted") : "Lifted";
  const who = isAdmin ? "admin" : "owner";
  const subject = isOpen ? (type === "ban" ? "bannedSubject" : "restrictedSubject") : "liftedSubject";
  const reason = words(`enforcement.reasons.${notice.reason}`);
  const paragraphs = [words(`enforcement.${who}${what}`, { workspace, account, reason })];
  if (isOpen && expiresAt) paragraphs.push(words("enforcement.until", { at: expiresAt }));
  if (isOpen && isVerifiable) paragraphs.push(words("enforcement.verify"));
  if (isOpen) paragraphs.push(words(`enforcement.${who}Next`));
  return renderMail({
    to,
    subject: words(`enforcement.${subject}`, { workspace }),
    greeting: words("greeting"),
    paragraphs,
    action: {
      label: words(`enforcement.${who}Action`),
      url: new URL(isAdmin ? "/admin/upstreams" : "/overview", env.RELAIS_PUBLIC_URL).href,
    },
    ending: [],
    footer: words("footer", { site: env.RELAIS_PUBLIC_URL }),
  });
}
