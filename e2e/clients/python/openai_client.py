"""OpenAI's own client: chat completions and responses."""

import json

from cases import CITY, EMPTY_KEY, BASE, HANDBOOK, KEY, MODEL, PIXEL, QUESTION, Skip, prompt_tokens, receipt_of, refused, run
from openai import APIStatusError, NotFoundError, OpenAI
from pydantic import BaseModel

client = OpenAI(base_url=f"{BASE}/api/v1", api_key=KEY, max_retries=0)
FUNCTION = {"name": "get_weather", "description": "The weather of a city.", "parameters": CITY, "strict": True}
HELLO = [{"role": "user", "content": "Hello"}]


class Person(BaseModel):
    name: str
    age: int


def a_plain_call_is_charged_as_its_receipt_says():
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=HELLO, max_tokens=200)
    completion = raw.parse()
    assert completion.choices[0].message.content, completion
    call = receipt_of(raw.headers["x-request-id"])
    assert completion.usage.prompt_tokens == prompt_tokens(call["usage"]), (completion.usage, call["usage"])
    assert completion.usage.completion_tokens == call["usage"]["output_tokens"]
    assert call["outcome"] == "settled" and call["receipt"]["amount"] == call["charge"]


def a_stream():
    with client.chat.completions.stream(
        model=MODEL, messages=HELLO, max_tokens=200, stream_options={"include_usage": True}
    ) as stream:
        pieces = [event.delta for event in stream if event.type == "content.delta"]
        final = stream.get_final_completion()
    assert "".join(pieces) == final.choices[0].message.content and len(pieces) > 1
    assert final.usage.total_tokens > 0


def a_tool_loop():
    messages = [{"role": "user", "content": QUESTION}]
    tools = [{"type": "function", "function": FUNCTION}]
    first = client.chat.completions.create(model=MODEL, max_tokens=2000, messages=messages, tools=tools)
    turn = first.choices[0].message
    assert first.choices[0].finish_reason == "tool_calls"
    assert json.loads(turn.tool_calls[0].function.arguments) == {"city": "Paris"}
    messages += [turn, {"role": "tool", "tool_call_id": turn.tool_calls[0].id, "content": "21 degrees"}]
    second = client.chat.completions.create(model=MODEL, max_tokens=2000, messages=messages, tools=tools)
    assert "21 degrees" in second.choices[0].message.content
    messages += [second.choices[0].message, {"role": "user", "content": "Thank you. And tomorrow?"}]
    assert client.chat.completions.create(model=MODEL, messages=messages, tools=tools).choices[0].message.content


def a_structured_answer():
    parsed = client.chat.completions.parse(
        model=MODEL, max_tokens=2000, messages=[{"role": "user", "content": "Who is Ada?"}], response_format=Person
    )
    assert isinstance(parsed.choices[0].message.parsed, Person)


def cache_fields():
    system = [{"type": "text", "text": HANDBOOK, "cache_control": {"type": "ephemeral"}}]
    messages = [{"role": "system", "content": system}, *HELLO]
    first = client.chat.completions.create(model=MODEL, messages=messages, max_tokens=100).usage
    second = client.chat.completions.create(model=MODEL, messages=messages, max_tokens=100).usage
    written = first.cache_creation_input_tokens + first.prompt_tokens_details.cached_tokens
    assert written > 1024 and second.prompt_tokens_details.cached_tokens == written, (first, second)


def a_picture_as_data_url():
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}"}},
    ]
    assert client.chat.completions.create(
        model=MODEL, max_tokens=200, messages=[{"role": "user", "content": parts}]
    ).choices[0].message.content


def an_unknown_model():
    error = refused(NotFoundError, lambda: client.chat.completions.create(model="gpt-9", messages=HELLO))
    assert (error.code, error.param) == ("model_not_found", "model"), error.body


def an_empty_balance():
    if EMPTY_KEY is None:
        raise Skip("no key without a balance was given")
    poor = client.with_options(api_key=EMPTY_KEY)
    error = refused(APIStatusError, lambda: poor.chat.completions.create(model=MODEL, messages=HELLO))
    assert (error.status_code, error.code) == (402, "insufficient_balance"), error.body


def responses_in_a_tool_loop():
    tools = [{"type": "function", **FUNCTION}]
    with client.responses.stream(model=MODEL, input=QUESTION, max_output_tokens=2000, tools=tools) as events:
        kinds = [event.type for event in events]
        first = events.get_final_response()
    assert kinds[-1] == "response.completed"
    call = next(item for item in first.output if item.type == "function_call")
    results = [*first.output, {"type": "function_call_output", "call_id": call.call_id, "output": "21 degrees"}]
    second = client.responses.create(
        model=MODEL, input=[{"role": "user", "content": QUESTION}, *results], max_output_tokens=2000, tools=tools
    )
    assert "21 degrees" in second.output_text
    parsed = client.responses.parse(model=MODEL, input="Who is Ada?", max_output_tokens=2000, text_format=Person)
    assert isinstance(parsed.output_parsed, Person)


def responses_count_their_input():
    counted = client.responses.input_tokens.count(model=MODEL, input="Hello").input_tokens
    used = client.responses.create(model=MODEL, input="Hello", max_output_tokens=100).usage.input_tokens
    assert counted == used, (counted, used)


run(
    a_plain_call_is_charged_as_its_receipt_says,
    a_stream,
    a_tool_loop,
    a_structured_answer,
    cache_fields,
    a_picture_as_data_url,
    an_unknown_model,
    an_empty_balance,
    responses_in_a_tool_loop,
    responses_count_their_input,
)
