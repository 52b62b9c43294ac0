import Anthropic, { APIError as AnthropicError } from "@anthropic-ai/sdk";
import OpenAI, { APIError as OpenAiError } from "openai";
import type { Format } from "@/lib/relay/testing/fuzz-requests";

export type Received = { status: number; headers: Record<string, string>; text: string };

/** Reads an answer with the official client of its format. The result must be an answer or an error of its API, no other exception. */
export async function readAsClient(format: Format, received: Received, isStream: boolean): Promise<"answer" | "error"> {
  const answer = async () => new Response(received.text, { status: received.status, headers: received.headers });
  try {
    await (format.startsWith("messages") ? readAnthropic(format, answer, isStream) : readOpenAi(format, answer, isStream));
    return "answer";
  } catch (error) {
    if ((error instanceof AnthropicError || error instanceof OpenAiError) && error.message !== "") return "error";
    throw error;
  }
}

const QUESTION = { model: "m", max_tokens: 1, messages: [{ role: "user" as const, content: "x" }] };

async function readAnthropic(format: Format, fetch: () => Promise<Response>, stream: boolean): Promise<void> {
  const { messages } = new Anthropic({ apiKey: "K", baseURL: "http://relais.test/api", maxRetries: 0, fetch });
  if (format === "messages/count_tokens") isNumber((await messages.countTokens(QUESTION)).input_tokens);
  else if (stream) for await (const event of await messages.create({ ...QUESTION, stream })) isText(event.type);
  else isText((await messages.create(QUESTION)).type);
}

async function readOpenAi(format: Format, fetch: () => Promise<Response>, stream: boolean): Promise<void> {
  const client = new OpenAI({ apiKey: "K", baseURL: "http://relais.test/api/v1", maxRetries: 0, fetch });
  if (format === "responses") {
    if (stream) for await (const event of await client.responses.create({ model: "m", input: "x", stream })) isText(event.type);
    else isText((await client.responses.create({ model: "m", input: "x" })).output_text);
  } else if (stream) for await (const chunk of await client.chat.completions.create({ ...QUESTION, stream })) isText(chunk.id);
  else isText((await client.chat.completions.create(QUESTION)).choices[0]?.finish_reason);
}

function isText(value: unknown): void {
  if (typeof value !== "string") throw new TypeError(`${value} is no text`);
}

function isNumber(value: unknown): void {
  if (typeof value !== "number") throw new TypeError(`${value} is no number`);
}
