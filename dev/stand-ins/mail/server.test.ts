import nodemailer from "nodemailer";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Mail } from "./mailbox";
import { type MailStandIn, startMailStandIn } from "./server";

let mail: MailStandIn;

beforeAll(async () => {
  mail = await startMailStandIn({ port: 0 });
});
afterAll(() => mail.stop());

const link = "https://relais.test/verify?token=a1&next=%2Fkeys";
const send = (to: string, subject: string) =>
  nodemailer.createTransport(mail.smtpUrl).sendMail({
    from: "Relais <no-reply@relais.test>",
    to,
    subject,
    text: `Open this link: ${link}.`,
    html: `<p>你好 <a href="${link.replace("&", "&amp;")}">Confirm</a></p>`,
  });
const mailsTo = async (query: string): Promise<Mail[]> => (await (await fetch(`${mail.url}/_stand-in/mails?${query}`)).json()).mails;

test("a mail is stored as it was sent, found by its address in any case, with its links once each", async () => {
  await send("Ann@Relais.test", "Prüfen: 确认");
  await send("bob@relais.test", "Other");
  expect(await mailsTo("to=ann@relais.test")).toEqual([
    {
      id: expect.any(Number),
      receivedAt: expect.any(String),
      from: "no-reply@relais.test",
      to: ["Ann@relais.test"],
      subject: "Prüfen: 确认",
      text: `Open this link: ${link}.\n`,
      html: expect.stringContaining("你好"),
      links: [link],
    },
  ]);
});

test("a waiting reader gets a mail as soon as it arrives", async () => {
  const waiting = mailsTo("to=late@relais.test&waitMs=20000");
  await send("late@relais.test", "Here");
  expect((await waiting).map((each) => each.subject)).toEqual(["Here"]);
  expect(await mailsTo("to=nobody@relais.test&waitMs=1")).toEqual([]);
});

test("a person can read the inbox and open the link of a mail", async () => {
  await send("carol@relais.test", "<b>Welcome</b>");
  const inbox = await (await fetch(mail.url)).text();
  expect(inbox).toContain("&lt;b&gt;Welcome&lt;/b&gt;");
  const page = await (await fetch(`${mail.url}${/href="(\/mails\/\d+)"/.exec(inbox)?.[1]}`)).text();
  expect(page).toContain(`<a href="${link.replace("&", "&amp;")}">`);
  expect((await fetch(`${mail.url}/mails/999999`)).status).toBe(404);
});

test("the next mails can be refused, temporarily or for good", async () => {
  for (const code of [451, 550]) {
    await fetch(`${mail.url}/_stand-in/refusals?code=${code}&times=1`, { method: "POST" });
    await expect(send("dan@relais.test", "Refused")).rejects.toMatchObject({ responseCode: code });
  }
  await send("dan@relais.test", "Taken");
  expect((await mailsTo("to=dan@relais.test")).map((each) => each.subject)).toEqual(["Taken"]);
});

test("only the newest five hundred are kept, and all can be cleared", async () => {
  const transport = nodemailer.createTransport({ url: mail.smtpUrl, pool: true, maxConnections: 5, maxMessages: 1000 } as never);
  const numbers = Array.from({ length: 501 }, (_, index) => index);
  await Promise.all(
    numbers.map((number) => transport.sendMail({ from: "a@b.test", to: "many@relais.test", subject: String(number), text: "x" })),
  );
  transport.close();
  expect(await mailsTo("")).toHaveLength(500);
  await fetch(`${mail.url}/_stand-in/mails`, { method: "DELETE" });
  expect(await mailsTo("")).toEqual([]);
});
