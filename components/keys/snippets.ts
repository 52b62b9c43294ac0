export const SNIPPETS = ["curl", "python", "node", "anthropic", "claudeCode"] as const;
export type SnippetName = (typeof SNIPPETS)[number];

const MODEL = "claude-sonnet-5-5";
const GREETING = "Hello, Claude!";

/** Programs ready to paste, with the address and the secret already in place. */
export function callSnippets({ publicUrl, secret }: { publicUrl: string; secret: string }): Record<SnippetName, string> {
  const base = publicUrl.replace(/\/$/, "");
  const openAi = `${base}/api/v1`;
  const anthropic = `${base}/api`;
  return {
    curl: `curl ${openAi}/chat/completions \\
  -H "Authorization: Bearer ${secret}" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"${MODEL}","messages":[{"role":"user","content":"${GREETING}"}]}'`,
    python: `from openai import OpenAI

client = OpenAI(base_url="${openAi}", api_key="${secret}")
response = client.chat.completions.create(
    model="${MODEL}",
    messages=[{"role": "user", "content": "${GREETING}"}],
)
print(response.choices[0].message.content)`,
    node: `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${openAi}", apiKey: "${secret}" });
const response = await client.chat.completions.create({
  model: "${MODEL}",
  messages: [{ role: "user", content: "${GREETING}" }],
});
console.log(response.choices[0].message.content);`,
    anthropic: `import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ baseURL: "${anthropic}", apiKey: "${secret}" });
const message = await client.messages.create({
  model: "${MODEL}",
  max_tokens: 500,
  messages: [{ role: "user", content: "${GREETING}" }],
});
console.log(message.content);`,
    claudeCode: `export ANTHROPIC_BASE_URL=${anthropic}
export ANTHROPIC_AUTH_TOKEN=${secret}
claude`,
  };
}
