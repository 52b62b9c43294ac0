// The Node that is installed beside it runs this file: OpenAI's newest client needs a newer Node than we do.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [baseURL, apiKey] = process.argv.slice(2);
const { OpenAI } = await import(pathToFileURL(createRequire(process.execPath).resolve("openai")).href);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const model = "claude-opus-5";
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
const question = 'What is the weather in Paris? [[tool:get_weather {"city":"Paris"}]]';
const asked = [];

const chatTools = client.chat.completions.runTools({
  model,
  stream: true,
  max_tokens: 300,
  stream_options: { include_usage: true },
  messages: [{ role: "user", content: question }],
  tools: [
    {
      type: "function",
      function: {
        name: "get_weather",
        description: "The weather of a city.",
        parameters,
        parse: JSON.parse,
        function: ({ city }) => {
          asked.push(city);
          return "21 degrees";
        },
      },
    },
  ],
});
const chatText = await chatTools.finalContent();
const chatUsage = await chatTools.totalUsage();

const chat = client.chat.completions.stream({ model, max_tokens: 100, messages: [{ role: "user", content: "Say hello." }] });
let streamed = "";
chat.on("content", (delta) => {
  streamed += delta;
});
const completion = await chat.finalChatCompletion();

const tools = [{ type: "function", name: "get_weather", description: "The weather of a city.", parameters, strict: true }];
const asking = { model, store: false, max_output_tokens: 2_000, tools, reasoning: { effort: "high", summary: "auto" } };
const include = ["reasoning.encrypted_content"];
const first = await client.responses.stream({ ...asking, include, input: [{ role: "user", content: question }] }).finalResponse();
const call = first.output.find((item) => item.type === "function_call");
const input = [
  { role: "user", content: question },
  ...first.output,
  { type: "function_call_output", call_id: call.call_id, output: "21 degrees" },
];
const events = [];
const stream = client.responses.stream({ ...asking, include, input });
stream.on("event", (event) => events.push(event.type));
const second = await stream.finalResponse();

process.stdout.write(
  JSON.stringify({
    chat: { asked, text: chatText, usage: chatUsage },
    stream: { streamed, content: completion.choices[0].message.content, finish: completion.choices[0].finish_reason },
    responses: {
      kinds: first.output.map((item) => item.type),
      arguments: call.arguments,
      status: second.status,
      text: second.output_text,
      lastEvent: events.at(-1),
      usage: second.usage,
    },
  }),
);
