import OpenAI from "openai";

/** Keeps one long system message and shows how much of each prompt came from the cache. */
class CachedAssistant {
  private readonly messages: OpenAI.ChatCompletionMessageParam[];

  constructor(
    private readonly client: OpenAI,
    system: string,
    private readonly model = "claude-sonnet-4-6",
  ) {
    const cached = { role: "system" as const, content: system, cache_control: { type: "ephemeral" } };
    this.messages = [cached];
  }

  async ask(question: string): Promise<string> {
    this.messages.push({ role: "user", content: question });
    const response = await this.client.chat.completions.create({ model: this.model, messages: this.messages });
    const answer = response.choices[0]?.message.content ?? "";
    this.messages.push({ role: "assistant", content: answer });
    const usage = response.usage as OpenAI.CompletionUsage & { cache_read_input_tokens: number };
    console.log(`hit rate ${Math.round((100 * usage.cache_read_input_tokens) / usage.prompt_tokens)}%`);
    return answer;
  }
}

const client = new OpenAI({ baseURL: "http://localhost:3000/api/v1", apiKey: "sk-relais-YOUR-KEY" });
const assistant = new CachedAssistant(client, "You know the timetable of every night train in Europe by heart. ".repeat(120));
await assistant.ask("Which train goes to Vienna?");
await assistant.ask("And which one comes back?");
await assistant.ask("Is there breakfast on board?");
