import OpenAI from "openai";

// Reads OPENAI_API_KEY and OPENAI_BASE_URL.
const client = new OpenAI();

const response = await client.chat.completions.create({
  model: "claude-sonnet-4-6",
  max_tokens: 500,
  messages: [{ role: "user", content: "你好，Claude！请用一句话介绍一下你自己。" }],
});
console.log(response.choices[0]?.message.content);
