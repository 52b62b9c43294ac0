import { expect, type Page } from "@playwright/test";

const inbox = /Mails\s+(\S+)/.exec(process.env.E2E_START_OUTPUT ?? "")?.[1];

/** The first link in the newest mail to the address whose subject matches. */
export async function mailedLink(page: Page, to: string, subject: RegExp): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const answer = await page.request.get(`${inbox}/_stand-in/mails?to=${encodeURIComponent(to)}`);
      const { mails }: { mails: { subject: string; links: string[] }[] } = await answer.json();
      link = mails.filter((mail) => subject.test(mail.subject)).flatMap((mail) => mail.links)[0];
      return link;
    })
    .toBeTruthy();
  return link ?? "";
}
