import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({
  baseURL: "http://localhost:3000/api",
  apiKey: "sk-relais-YOUR-KEY",
});

const handbook = "You are the librarian of a small town. You know every book on the shelves and who wrote it. ".repeat(100);
const messages: Anthropic.MessageParam[] = [];

for (const question of ["Which book should I read first?", "And after that one?"]) {
  messages.push({ role: "user", content: question });
  const stream = client.messages.stream({
    model: "claude-sonnet-4-6",
    max_tokens: 300,
    system: [{ type: "text", text: handbook, cache_control: { type: "ephemeral", ttl: "1h" } }],
    messages,
  });
  stream.on("text", (text) => process.stdout.write(text));
  const message = await stream.finalMessage();
  messages.push({ role: "assistant", content: message.content });
  const { usage } = message;
  console.log(`\nwritten for one hour ${usage.cache_creation?.ephemeral_1h_input_tokens ?? 0} read ${usage.cache_read_input_tokens ?? 0}`);
}
