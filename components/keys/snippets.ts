/** The clients with a ready snippet, in the order of their tabs. */
export const SNIPPETS = ["curl", "python", "node", "openai", "anthropic", "claudeCode", "codex", "cursor", "cline", "variables"] as const;
export type SnippetName = (typeof SNIPPETS)[number];

export type SnippetFacts = { publicUrl: string; secret: string; model: string };

const GREETING = "Hello, Claude!";

/** Programs and settings ready to paste, with the address and the secret already in place. */
export function callSnippets({ publicUrl, secret, model }: SnippetFacts): Record<SnippetName, string> {
  const base = publicUrl.replace(/\/$/, "");
  const openAi = `${base}/api/v1`;
  const anthropic = `${base}/api`;
  return {
    curl: `curl ${openAi}/chat/completions \\
  -H "Authorization: Bearer ${secret}" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"${model}","messages":[{"role":"user","content":"${GREETING}"}]}'`,
    python: `import json
import urllib.request

request = urllib.request.Request(
    "${openAi}/chat/completions",
    headers={
        "Authorization": "Bearer ${secret}",
        "Content-Type": "application/json",
    },
    data=json.dumps({
        "model": "${model}",
        "messages": [{"role": "user", "content": "${GREETING}"}],
    }).encode(),
)
with urllib.request.urlopen(request) as response:
    print(json.load(response)["choices"][0]["message"]["content"])`,
    node: `const response = await fetch("${openAi}/chat/completions", {
  method: "POST",
  headers: {
    Authorization: "Bearer ${secret}",
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "${model}",
    messages: [{ role: "user", content: "${GREETING}" }],
  }),
});
const { choices } = await response.json();
console.log(choices[0].message.content);`,
    openai: `from openai import OpenAI

client = OpenAI(base_url="${openAi}", api_key="${secret}")
response = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "${GREETING}"}],
)
print(response.choices[0].message.content)`,
    anthropic: `import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ baseURL: "${anthropic}", apiKey: "${secret}" });
const message = await client.messages.create({
  model: "${model}",
  max_tokens: 500,
  messages: [{ role: "user", content: "${GREETING}" }],
});
console.log(message.content);`,
    claudeCode: `export ANTHROPIC_BASE_URL=${anthropic}
export ANTHROPIC_AUTH_TOKEN=${secret}
claude`,
    codex: `export RELAIS_KEY=${secret}
codex -m ${model} \\
  -c model_provider=relais \\
  -c model_providers.relais.name=Relais \\
  -c model_providers.relais.base_url=${openAi} \\
  -c model_providers.relais.env_key=RELAIS_KEY \\
  -c model_providers.relais.wire_api=responses`,
    cursor: `Cursor Settings, Models:
Add model                 ${model}
OpenAI API Key            ${secret}
Override OpenAI Base URL  ${openAi}`,
    cline: `Cline, API Configuration:
API Provider  OpenAI Compatible
Base URL      ${openAi}
API Key       ${secret}
Model ID      ${model}`,
    variables: envLines({ publicUrl, secret }),
  };
}

/** The variables that both families of clients read, as a `.env` file has them. */
function envLines({ publicUrl, secret }: Omit<SnippetFacts, "model">): string {
  const base = publicUrl.replace(/\/$/, "");
  return `OPENAI_BASE_URL=${base}/api/v1
OPENAI_API_KEY=${secret}
ANTHROPIC_BASE_URL=${base}/api
ANTHROPIC_API_KEY=${secret}`;
}
