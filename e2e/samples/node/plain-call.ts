import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "http://localhost:3000/api/v1",
  apiKey: "sk-relais-YOUR-KEY",
});

const response = await client.chat.completions.create({
  model: "claude-sonnet-4-6",
  messages: [{ role: "user", content: "Hello, Claude!" }],
});
console.log(response.choices[0]?.message.content);
console.log(response.usage?.total_tokens);
