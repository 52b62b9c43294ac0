import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test, vi } from "vitest";
import { renderMail } from "@/lib/mail/layout";
import { paymentQuestionMail } from "@/lib/mail/payment-question-mail";
import { receiptMail } from "@/lib/mail/receipt-mail";
import { retirementMail } from "@/lib/mail/retirement-mail";
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

test("the text of a mail and its HTML say the same, in the same order, with one button", async () => {
  const to = "a@example.test";
  const paid = {
    to,
    workspaceName: "Ada & Co",
    amountNano: 20_000_000_000n,
    availableNano: 1n,
    reference: "topup-1",
    cardReceiptUrl: null,
  };
  for (const mail of [
    await verifyMail({ to, token: "t" }),
    await resetMail({ to, token: "t" }),
    await signUpAgainMail({ to }),
    await receiptMail({ ...paid, paidAt: new Date("2026-11-21T23:59:59Z") }),
    await retirementMail({ to, modelId: "claude-x", modelName: "Claude X", retiresOn: "2027-01-22" }),
    await paymentQuestionMail({ to, workspaceName: "Ada", kind: "refund", status: "succeeded", amountNano: 1n, isFrozen: true }),
  ]) {
    const shown = shownText(mail.html);
    // A fact is "label: value" in the text and two cells in the HTML; the button's address is no text there.
    const pieces = mail.text.split(/\n+|: (?=\S)/).filter((piece) => !/^(--|http\S+)$/.test(piece));
    let from = 0;
    for (const piece of pieces) {
      const at = shown.indexOf(piece.replace(/:$/, ""), from);
      expect([piece, at >= from]).toEqual([piece, true]);
      from = at;
    }
    expect(mail.html.match(/class="action"/g)).toHaveLength(1);
    expect(mail.html).not.toMatch(/\bsrc=|url\(|<link|<script/);
    // Days are written as people write them.
    expect(mail.text).not.toMatch(/\d{4}-\d{2}-\d{2}/);
  }
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

function shownText(html: string): string {
  const body = html.slice(html.indexOf("<body")).replace(/<[^>]*>/g, " ");
  return body.replaceAll("&amp;", "&").replaceAll("&#39;", "'").replaceAll("&quot;", '"').replace(/\s+/g, " ");
}

/** The environment is read once: a fresh copy of the module reads it with SMTP_URL. */
async function withSmtp(url: string) {
  vi.stubEnv("SMTP_URL", url);
  vi.resetModules();
  const { sendMail: send } = await import("@/lib/platform/mailer");
  vi.unstubAllEnvs();
  return { send };
}
