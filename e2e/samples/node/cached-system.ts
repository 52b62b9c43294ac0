import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "http://localhost:3000/api/v1",
  apiKey: "sk-relais-YOUR-KEY",
});

type CachedSystem = OpenAI.ChatCompletionSystemMessageParam & { cache_control: { type: "ephemeral" } };
type CacheUsage = OpenAI.CompletionUsage & { cache_creation_input_tokens: number; cache_read_input_tokens: number };

const handbook = "Answer as the support desk of a bicycle shop. Be brief, polite and exact about prices. ".repeat(80);
const system: CachedSystem = { role: "system", content: handbook, cache_control: { type: "ephemeral" } };

for (const question of ["Do you repair bicycles?", "What does a new chain cost?"]) {
  const response = await client.chat.completions.create({
    model: "claude-sonnet-4-6",
    messages: [system, { role: "user", content: question }],
  });
  const usage = response.usage as CacheUsage;
  console.log(`written ${usage.cache_creation_input_tokens} read ${usage.cache_read_input_tokens} of ${usage.prompt_tokens}`);
}
