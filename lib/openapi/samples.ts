import type { Operation } from "@/lib/openapi/operation";
import { SERVER } from "@/lib/openapi/placeholder";

type Sample = { lang: "shell" | "python" | "javascript"; label: string; source: string };

/** The operation as a person would type it, with the key in the environment. */
export function samplesOf(operation: Operation): Sample[] {
  return [
    { lang: "shell", label: "curl", source: curl(operation) },
    { lang: "python", label: "Python", source: SDK_SAMPLES[operation.operationId]?.python ?? python(operation) },
    { lang: "javascript", label: "Node", source: SDK_SAMPLES[operation.operationId]?.node ?? node(operation) },
  ];
}

function urlOf({ path, parameters = [] }: Operation): string {
  const named = parameters.reduce((text, each) => (each.in === "path" ? text.replace(`{${each.name}}`, String(each.example)) : text), path);
  const query = parameters.filter((each) => each.in === "query" && each.example !== undefined);
  const asked = new URLSearchParams(query.map(({ name, example }) => [name, String(example)]));
  return `${SERVER}/api/v1${named}${query.length > 0 ? `?${asked}` : ""}`;
}

function secretOf({ key }: Operation): string | null {
  return key && (key === "management" ? "RELAIS_MANAGEMENT_KEY" : "RELAIS_KEY");
}

function curl(operation: Operation): string {
  const { method, body, form } = operation;
  const secret = secretOf(operation);
  const lines = [
    `curl ${method === "get" || (method === "post" && (body || form)) ? "" : `-X ${method.toUpperCase()} `}"${urlOf(operation)}"`,
    ...(secret ? [`-H "Authorization: Bearer $${secret}"`] : []),
    ...(form ? [`-H "anthropic-version: 2023-06-01"`, `-F "file=@report.pdf"`] : []),
    ...(body ? [`-H "Content-Type: application/json"`, `-d '${JSON.stringify(body.example, null, 2).replaceAll("\n", "\n  ")}'`] : []),
  ];
  return lines.join(" \\\n  ");
}

function python(operation: Operation): string {
  const secret = secretOf(operation);
  const lines = [
    `    "${urlOf(operation)}",`,
    ...(secret ? [`    headers={"Authorization": f"Bearer {os.environ['${secret}']}"},`] : []),
    ...(operation.body ? [`    json=${pythonValue(operation.body.example)},`] : []),
  ];
  return `import os\nimport requests\n\nresponse = requests.${operation.method}(\n${lines.join("\n")}\n)\nresponse.raise_for_status()\nprint(response.json())`;
}

function pythonValue(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, each]) => `"${name}": ${pythonValue(each)}`)
    .join(", ")}}`;
}

function node(operation: Operation): string {
  const { method, body } = operation;
  const secret = secretOf(operation);
  const headers = [
    ...(secret ? [`    authorization: \`Bearer \${process.env.${secret}}\`,`] : []),
    ...(body ? [`    "content-type": "application/json",`] : []),
  ];
  const options = [
    ...(method === "get" ? [] : [`  method: "${method.toUpperCase()}",`]),
    ...(headers.length > 0 ? ["  headers: {", ...headers, "  },"] : []),
    ...(body ? [`  body: JSON.stringify(${JSON.stringify(body.example, null, 2).replaceAll("\n", "\n  ")}),`] : []),
  ];
  const more = options.length > 0 ? `, {\n${options.join("\n")}\n}` : "";
  return `const response = await fetch("${urlOf(operation)}"${more});\nif (!response.ok) throw new Error(await response.text());\nconsole.log(await response.json());`;
}

const MODEL = "claude-sonnet-4-6";
const HELLO = "Hello, Claude!";
const openAiPython = `import os\nfrom openai import OpenAI\n\nclient = OpenAI(base_url="${SERVER}/api/v1", api_key=os.environ["RELAIS_KEY"])`;
const openAiNode = `import OpenAI from "openai";\n\nconst client = new OpenAI({ baseURL: "${SERVER}/api/v1", apiKey: process.env.RELAIS_KEY });`;
const anthropicPython = `import os\nfrom anthropic import Anthropic\n\nclient = Anthropic(base_url="${SERVER}/api", api_key=os.environ["RELAIS_KEY"])`;
const anthropicNode = `import Anthropic from "@anthropic-ai/sdk";\n\nconst client = new Anthropic({ baseURL: "${SERVER}/api", apiKey: process.env.RELAIS_KEY });`;

/** Where there is an official client, people use that. */
const SDK_SAMPLES: Record<string, { python: string; node: string } | undefined> = {
  createMessage: {
    python: `${anthropicPython}
message = client.messages.create(
    model="${MODEL}",
    max_tokens=500,
    messages=[{"role": "user", "content": "${HELLO}"}],
)
print(message.content[0].text)`,
    node: `${anthropicNode}
const message = await client.messages.create({
  model: "${MODEL}",
  max_tokens: 500,
  messages: [{ role: "user", content: "${HELLO}" }],
});
console.log(message.content);`,
  },
  countTokens: {
    python: `${anthropicPython}
count = client.messages.count_tokens(
    model="${MODEL}",
    messages=[{"role": "user", "content": "${HELLO}"}],
)
print(count.input_tokens)`,
    node: `${anthropicNode}
const count = await client.messages.countTokens({
  model: "${MODEL}",
  messages: [{ role: "user", content: "${HELLO}" }],
});
console.log(count.input_tokens);`,
  },
  createMessageBatch: {
    python: `${anthropicPython}
batch = client.messages.batches.create(
    requests=[
        {
            "custom_id": "first",
            "params": {
                "model": "${MODEL}",
                "max_tokens": 500,
                "messages": [{"role": "user", "content": "${HELLO}"}],
            },
        }
    ],
)
print(batch.id)`,
    node: `${anthropicNode}
const batch = await client.messages.batches.create({
  requests: [
    {
      custom_id: "first",
      params: { model: "${MODEL}", max_tokens: 500, messages: [{ role: "user", content: "${HELLO}" }] },
    },
  ],
});
console.log(batch.id);`,
  },
  getMessageBatchResults: {
    python: `${anthropicPython}
for line in client.messages.batches.results("msgbatch_…"):
    print(line.custom_id, line.result.type)`,
    node: `${anthropicNode}
for await (const line of await client.messages.batches.results("msgbatch_…")) {
  console.log(line.custom_id, line.result.type);
}`,
  },
  uploadFile: {
    python: `${anthropicPython}
with open("report.pdf", "rb") as report:
    file = client.files.upload(file=("report.pdf", report, "application/pdf"))
document = {"type": "document", "source": {"type": "file", "file_id": file.id}}
message = client.messages.create(
    model="${MODEL}",
    max_tokens=500,
    messages=[{"role": "user", "content": [document, {"type": "text", "text": "What does it say?"}]}],
)
print(message.content[0].text)`,
    node: `import { createReadStream } from "node:fs";
${anthropicNode.replace("import Anthropic", "import Anthropic, { toFile }")}
const report = await toFile(createReadStream("report.pdf"), "report.pdf", { type: "application/pdf" });
const file = await client.files.upload({ file: report });
const document = { type: "document", source: { type: "file", file_id: file.id } };
const message = await client.messages.create({
  model: "${MODEL}",
  max_tokens: 500,
  messages: [{ role: "user", content: [document, { type: "text", text: "What does it say?" }] }],
});
console.log(message.content);`,
  },
  createChatCompletion: {
    python: `${openAiPython}
completion = client.chat.completions.create(
    model="${MODEL}",
    messages=[{"role": "user", "content": "${HELLO}"}],
)
print(completion.choices[0].message.content)`,
    node: `${openAiNode}
const completion = await client.chat.completions.create({
  model: "${MODEL}",
  messages: [{ role: "user", content: "${HELLO}" }],
});
console.log(completion.choices[0].message.content);`,
  },
  createResponse: {
    python: `${openAiPython}
response = client.responses.create(model="${MODEL}", input="${HELLO}")
print(response.output_text)`,
    node: `${openAiNode}
const response = await client.responses.create({ model: "${MODEL}", input: "${HELLO}" });
console.log(response.output_text);`,
  },
};
