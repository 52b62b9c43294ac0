import { expect, test } from "vitest";
import { mappedHeaders } from "@/lib/relay/reception/mapped-headers";
import { chatToMessages, parseChatRequest } from "@/lib/wire/openai-chat/request";
import { OPUS_5_5 } from "@/lib/wire/testing/models";

test("an ignored field whose name fits no header is named as far as it fits", () => {
  const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: "x" }], "sé\r\ned": 1, "\ud800": 2 });
  const { replyHeaders } = mappedHeaders(chatToMessages(parseChatRequest(Buffer.from(body)), OPUS_5_5));
  expect(replyHeaders?.["x-relais-ignored"]).toMatch(/^[\x20-\x7e]+$/);
});
