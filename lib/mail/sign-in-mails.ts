import "server-only";
import { renderMail } from "@/lib/mail/layout";
import { mailWords } from "@/lib/mail/words";
import { env } from "@/lib/platform/env";
import type { Mail } from "@/lib/platform/mailer";

type To = { to: string; token: string };

export function verifyMail({ to, token }: To): Promise<Mail> {
  return signInMail("verify", to, pageUrl("/verify", { token }));
}

export function resetMail({ to, token }: To): Promise<Mail> {
  return signInMail("reset", to, pageUrl("/reset-password", { token }));
}

/** The mail to the owner of an address with which somebody tried to sign up. */
export function signUpAgainMail({ to }: { to: string }): Promise<Mail> {
  return signInMail("signUpAgain", to, pageUrl("/sign-in"));
}

async function signInMail(kind: "verify" | "reset" | "signUpAgain", to: string, url: string): Promise<Mail> {
  const words = await mailWords();
  return renderMail({
    to,
    subject: words(`${kind}.subject`),
    greeting: words("greeting"),
    paragraphs: [words(`${kind}.text`, { email: to })],
    action: { label: words(`${kind}.action`), url },
    ending: [words(`${kind}.ending`, { resetUrl: pageUrl("/forgot-password") })],
    footer: words("footer", { site: env.RELAIS_PUBLIC_URL }),
  });
}

function pageUrl(path: string, query: Record<string, string> = {}): string {
  const url = new URL(path, env.RELAIS_PUBLIC_URL);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
