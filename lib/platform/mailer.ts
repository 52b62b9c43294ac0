import "server-only";
import { createTransport, type Transporter } from "nodemailer";
import { AppError } from "@/lib/basics/errors";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { proxyFor } from "@/lib/platform/proxies";

export type Mail = { to: string; subject: string; text: string; html: string };

const TIMEOUT_MS = 10_000;
const SUBMISSION_PORT = "587";
const shared = globalThis as { relaisMail?: Transporter };

/** The mail server refuses this mail or its address for good (RFC 5321, 4.2.1): a repeat is useless. */
export class MailRefusedError extends AppError {}

/** Hands a mail to the mail server. Throws `upstream_unavailable` when there is none or it refuses, as MailRefusedError for good. */
export async function sendMail(mail: Mail): Promise<void> {
  try {
    if (!env.SMTP_URL) throw new Error("SMTP_URL is not set");
    await transport(env.SMTP_URL).sendMail({ from: env.MAIL_FROM, ...mail });
  } catch (error) {
    log.error({ event: "mail.send_failed", err: error, subject: mail.subject }, "a mail could not be sent");
    if (isRefusedForGood(error)) {
      const text = "The mail server does not take mail for this address. Check how the address is written.";
      throw new MailRefusedError("upstream_unavailable", text, { cause: error });
    }
    throw new AppError("upstream_unavailable", "The mail could not be sent just now. Please try again in a minute.", { cause: error });
  }
}

/** Sends a mail without waiting: the page that caused it offers to send it again. A failure is in the log. */
export function sendMailLater(mail: Mail): void {
  sendMail(mail).catch(() => undefined);
}

/**
 * Replies about the address and the contents of the mail. A refused sender or sign-in is the fault of our settings, and affects all mails.
 */
function isRefusedForGood(error: unknown): boolean {
  const { command = "", responseCode = 0 } = error as { command?: string; responseCode?: number };
  return (command === "RCPT TO" || command === "DATA") && responseCode >= 500 && responseCode < 600;
}

function transport(url: string): Transporter {
  const { hostname, port } = new URL(url);
  // Mail has no proxy variable of its own: it uses the proxy for encrypted requests.
  const proxy = proxyFor(`https://${hostname}:${port || SUBMISSION_PORT}`);
  // All in one argument: the second one holds defaults of messages, and limits there would have no effect.
  shared.relaisMail ??= createTransport({
    url,
    ...(proxy && { proxy: proxy.href }),
    dnsTimeout: TIMEOUT_MS,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  } as Parameters<typeof createTransport>[0]);
  return shared.relaisMail;
}
