import { gzipSync } from "node:zlib";

const MB = 1024 * 1024;
/** The thread that answers calls reads bodies up to this size; another thread reads longer ones. */
const SHORT_BYTES = 256 * 1024;
const MODEL = "claude-opus-5";

/** One request that is expensive to read. `isHostile`: no real client needs such a request, and it is refused. */
export type Body = { name: string; format: string; bytes: Buffer; headers: Record<string, string>; isHostile: boolean };

const FORMATS = ["messages", "chat/completions", "responses"];

export function bodies(): Body[] {
  return FORMATS.flatMap((format) => [
    packed("10 million small objects, gzip", format, `[${"{},".repeat(10_000_000)}0]`),
    packed("30 million open lists, gzip", format, "[".repeat(30_000_000)),
    packed("3 million messages, gzip", format, conversation(format, '{"role":"user","content":"x"},'.repeat(1_000_000))),
    packed("15 million escaped quotes, gzip", format, conversation(format, `{"role":"user","content":"${'\\"'.repeat(15_000_000)}"},`)),
    plain("256 KB of messages", format, filled(format, '{"role":"user","content":"x"},{"role":"assistant","content":"y"},')),
    plain("256 KB of numbers", format, filled(format, "0,")),
    plain("256 KB of open objects", format, `{"model":"${MODEL}","a":${'{"a":'.repeat(SHORT_BYTES / 5 - 100)}`),
    honest(
      "a prompt of a million tokens",
      format,
      conversation(format, `{"role":"user","content":"${"The quick brown fox. ".repeat(200_000)}"},`),
    ),
    honest(
      "20 MB with pictures",
      format,
      conversation(
        format,
        turn(
          format,
          Array.from({ length: 4 }, () => picture(format)),
        ),
      ),
    ),
  ]);
}

const fieldOf = (format: string) => (format === "responses" ? "input" : "messages");
const limitOf = (format: string) => (format === "responses" ? "max_output_tokens" : "max_tokens");

function conversation(format: string, messages: string): string {
  const question = '{"role":"user","content":"x"}';
  return `{"model":"${MODEL}","${limitOf(format)}":16,"${fieldOf(format)}":[${messages}${question}]}`;
}

function filled(format: string, entry: string): string {
  return conversation(format, entry.repeat(Math.floor((SHORT_BYTES - 200) / entry.length)));
}

function turn(format: string, content: object[]): string {
  return `${JSON.stringify({ role: "user", content })},${format === "messages" ? '{"role":"assistant","content":"y"},' : ""}`;
}

function picture(format: string): object {
  const data = `/9j/${Buffer.alloc(3.7 * MB, "picture").toString("base64")}`;
  const url = `data:image/jpeg;base64,${data}`;
  if (format === "responses") return { type: "input_image", image_url: url };
  if (format === "chat/completions") return { type: "image_url", image_url: { url } };
  return { type: "image", source: { type: "base64", media_type: "image/jpeg", data } };
}

function packed(name: string, format: string, text: string): Body {
  return { name, format, bytes: gzipSync(text, { level: 1 }), headers: { "content-encoding": "gzip" }, isHostile: true };
}

function plain(name: string, format: string, text: string): Body {
  return { name, format, bytes: Buffer.from(text), headers: {}, isHostile: true };
}

function honest(name: string, format: string, text: string): Body {
  return { name, format, bytes: Buffer.from(text), headers: {}, isHostile: false };
}
