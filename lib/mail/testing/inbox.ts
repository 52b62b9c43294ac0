// A mail server for a test file. Import it first and for its effect: lib/platform/env.ts reads SMTP_URL once.
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterAll, vi } from "vitest";

const mails: Email[] = [];
let isRefusing = false;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onMailFrom: (_address, _session, done) => done(isRefusing ? new Error("out of order") : null),
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", async () => {
      mails.push(await PostalMime.parse(Buffer.concat(chunks)));
      done();
    });
  },
});
const port = await new Promise<number>((resolve) => {
  const listening = server.listen(0, "127.0.0.1", () => resolve((listening.address() as { port: number }).port));
});
process.env.SMTP_URL = `smtp://127.0.0.1:${port}`;

afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

export function mailsTo(email: string): Email[] {
  return mails.filter((mail) => mail.to?.some((to) => to.address === email));
}

/** The newest mail to the address whose subject matches, once it has arrived. */
export async function mailTo(email: string, subject: RegExp): Promise<Email> {
  return vi.waitFor(() => {
    const mail = mailsTo(email).findLast((each) => subject.test(each.subject ?? ""));
    if (!mail) throw new Error(`no such mail to ${email}`);
    return mail;
  }, 15_000);
}

/** The token in the link of a mail. */
export function tokenIn(mail: Email): string {
  return /token=([\w-]+)/.exec(mail.text ?? "")?.[1] ?? "";
}

/** Makes the mail server refuse every mail, or accept mails again. */
export function refuseMails(refuse: boolean): void {
  isRefusing = refuse;
}
