import { getRequestConfig } from "next-intl/server";
import { loadMessages } from "@/lib/i18n/messages";

export default getRequestConfig(async () => {
  const locale = "en";
  return { locale, messages: await loadMessages(locale), timeZone: "UTC" };
});
