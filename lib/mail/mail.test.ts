import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test, vi } from "vitest";
import { renderMail } from "@/lib/mail/layout";
import { receiptMail } from "@/lib/mail/receipt-mail";
import { resetMail, signUpAgainMail, verifyMail } from "@/lib/mail/sign-in-mails";
import { sendMail } from "@/lib/platform/mailer";

const servers: SMTPServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise<void>((resolve) => server.close(resolve)))));

test("the link in a mail is whole in its text and in its HTML", async () => {
  const token = "a-token_of+odd/characters&more";
  for (const mail of [await verifyMail({ to: "a@example.test", token }), await resetMail({ to: "a@example.test", token })]) {
    const link = /http\S+token=\S+/.exec(mail.text)?.[0] ?? "";
    expect(new URL(link).searchParams.get("token")).toBe(token);
    expect(mail.html).toContain(`href="${link.replaceAll("&", "&amp;")}"`);
    expect(mail.text).toContain("a@example.test");
  }
});

test("a mail to the owner of a taken address names both ways in", async () => {
  const mail = await signUpAgainMail({ to: "a@example.test" });
  expect(mail.text).toContain("/sign-in");
  expect(mail.text).toContain("/forgot-password");
});

test("what people write is text in a mail, never markup", () => {
  const mail = renderMail({
    to: "a@example.test",
    subject: "<b>",
    greeting: "<script>",
    paragraphs: [`"><img src=x>`],
    action: { label: "&", url: "http://localhost/?a=1&b='" },
    ending: [],
    footer: "",
  });
  expect(mail.html).not.toMatch(/<script>|<img|<b>/);
});

test("a receipt states exact dollars", async () => {
  const receipt = { to: "a@example.test", workspaceName: "Ada", amountNano: 20_000_000_000n, availableNano: 19_998_500_000n };
  const mail = await receiptMail({ ...receipt, paidAt: new Date("2026-11-21T23:59:59Z"), reference: "topup-1", cardReceiptUrl: null });
  expect(mail.subject).toBe("Receipt for your top-up of $20.00");
  expect(mail.text).toContain("Paid on: November 21, 2026 at 23:59 UTC");
  expect(mail.text).toContain("Workspace: Ada\n");
  expect(mail.text).toContain("Available balance: $19.9985");
});

test("a mail reaches the server at SMTP_URL with both parts", async () => {
  const arrived: string[] = [];
  const port = await listen(arrived);
  const { send } = await withSmtp(`smtp://127.0.0.1:${port}`);
  await send(await verifyMail({ to: "ada@example.test", token: "t".repeat(43) }));
  const mail = await PostalMime.parse(arrived[0] ?? "");
  expect(mail).toMatchObject({
    subject: "Verify your email address",
    from: { address: "relais@localhost" },
    to: [{ address: "ada@example.test" }],
  });
  expect(mail.text).toContain(`token=${"t".repeat(43)}`);
  expect(mail.html).toContain(`token=${"t".repeat(43)}`);
});

test("without a mail server sending fails in words", async () => {
  await expect(sendMail({ to: "a@example.test", subject: "", text: "", html: "" })).rejects.toMatchObject({ code: "upstream_unavailable" });
});

function listen(arrived: string[]): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        arrived.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  servers.push(server);
  return new Promise((resolve) => {
    const http = server.listen(0, "127.0.0.1", () => resolve((http.address() as { port: number }).port));
  });
}

/** The environment is read once: a fresh copy of the module reads it with SMTP_URL. */
async function withSmtp(url: string) {
  vi.stubEnv("SMTP_URL", url);
  vi.resetModules();
  const { sendMail: send } = await import("@/lib/platform/mailer");
  vi.unstubAllEnvs();
  return { send };
}
