"""Both official Python clients, by their stream helpers: what they put together is printed as JSON."""

import json
import sys

from anthropic import Anthropic
from openai import OpenAI

base, key = sys.argv[1:3]
MODEL = "claude-opus-5"
QUESTION = 'What is the weather in Paris? [[tool:get_weather {"city":"Paris"}]]'
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}

openai = OpenAI(base_url=f"{base}/api/v1", api_key=key, max_retries=0)
anthropic = Anthropic(base_url=f"{base}/api", api_key=key, max_retries=0)

function = {"name": "get_weather", "parameters": SCHEMA, "strict": True}
with openai.chat.completions.stream(
    model=MODEL,
    max_tokens=2000,
    reasoning_effort="high",
    messages=[{"role": "user", "content": QUESTION}],
    tools=[{"type": "function", "function": function}],
    stream_options={"include_usage": True},
) as stream:
    for _ in stream:
        pass
    completion = stream.get_final_completion()
message = completion.choices[0].message
turn = message.model_dump(exclude_none=True, exclude={"parsed"})
for call in turn["tool_calls"]:
    call["function"].pop("parsed_arguments", None)
again = openai.chat.completions.create(
    model=MODEL,
    max_tokens=2000,
    reasoning_effort="high",
    messages=[
        {"role": "user", "content": QUESTION},
        turn,
        {"role": "tool", "tool_call_id": turn["tool_calls"][0]["id"], "content": "21 degrees"},
    ],
    tools=[{"type": "function", "function": function}],
)

with openai.responses.stream(
    model=MODEL,
    input=QUESTION,
    store=False,
    max_output_tokens=2000,
    tools=[{"type": "function", **function}],
) as events:
    for _ in events:
        pass
    response = events.get_final_response()

tools = [{"name": "get_weather", "description": "The weather.", "input_schema": SCHEMA}]
with anthropic.messages.stream(
    model=MODEL,
    max_tokens=300,
    messages=[{"role": "user", "content": QUESTION}],
    tools=tools,
) as native:
    for _ in native:
        pass
    final = native.get_final_message()
count = anthropic.messages.count_tokens(model=MODEL, messages=[{"role": "user", "content": "Hello"}])

print(
    json.dumps(
        {
            "chat": {
                "finish": completion.choices[0].finish_reason,
                "arguments": turn["tool_calls"][0]["function"]["arguments"],
                "total": completion.usage.total_tokens,
                "again": again.choices[0].message.content,
            },
            "responses": {
                "kinds": [item.type for item in response.output],
                "total": response.usage.total_tokens,
            },
            "messages": {
                "stop": final.stop_reason,
                "input": next(block.input for block in final.content if block.type == "tool_use"),
                "output": final.usage.output_tokens,
            },
            "counted": count.input_tokens,
            "models": [each.id for each in anthropic.models.list()],
        }
    )
)
