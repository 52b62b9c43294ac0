import { createTranslator } from "next-intl";
import english from "@/messages/en/mail.json";

export type MailWords = ReturnType<typeof createTranslator<typeof english>>;

/** The words of mails, from messages/<locale>/mail.json. */
export async function mailWords(): Promise<MailWords> {
  return createTranslator({ locale: "en", messages: english, timeZone: "UTC" });
}
