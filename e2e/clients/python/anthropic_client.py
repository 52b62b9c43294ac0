"""Anthropic's own client."""

import time
from base64 import b64decode
from decimal import Decimal

from anthropic import Anthropic, APIStatusError, NotFoundError
from cases import BASE, batched_call, CITY, EMPTY_KEY, HANDBOOK, KEY, MODEL, PDF, PIXEL, QUESTION, Skip, prompt_tokens, receipt_of, refused, run
from pydantic import BaseModel

client = Anthropic(base_url=f"{BASE}/api", api_key=KEY, max_retries=0)
HELLO = [{"role": "user", "content": "Hello"}]
TOOLS = [{"name": "get_weather", "description": "The weather of a city.", "input_schema": CITY}]

# A batch takes its time: it is submitted first and read last.
BATCH = client.messages.batches.create(
    requests=[{"custom_id": "hello", "params": {"model": MODEL, "max_tokens": 200, "messages": HELLO}}]
)
BATCH_WITHIN_S = 150


class Person(BaseModel):
    name: str
    age: int


def a_plain_call_is_charged_as_its_receipt_says():
    message = client.messages.create(model=MODEL, max_tokens=200, messages=HELLO)
    assert message.content[-1].text
    call = receipt_of(message._request_id)
    used = message.usage
    assert used.input_tokens + used.cache_creation_input_tokens + used.cache_read_input_tokens == prompt_tokens(call["usage"])
    assert used.output_tokens == call["usage"]["output_tokens"]
    assert call["outcome"] == "settled" and call["receipt"]["amount"] == call["charge"]


def a_stream():
    with client.messages.stream(model=MODEL, max_tokens=200, messages=HELLO) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert text == final.content[-1].text and final.usage.output_tokens > 0


def a_tool_loop():
    messages = [{"role": "user", "content": QUESTION}]
    first = client.messages.create(model=MODEL, max_tokens=2000, messages=messages, tools=TOOLS)
    call = next(block for block in first.content if block.type == "tool_use")
    assert (first.stop_reason, call.input) == ("tool_use", {"city": "Paris"})
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "21 degrees"}
    messages += [{"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    second = client.messages.create(model=MODEL, max_tokens=2000, messages=messages, tools=TOOLS)
    assert "21 degrees" in second.content[-1].text
    messages += [{"role": "assistant", "content": second.content}, {"role": "user", "content": "And tomorrow?"}]
    assert client.messages.create(model=MODEL, max_tokens=2000, messages=messages, tools=TOOLS).content


def a_structured_answer():
    question = [{"role": "user", "content": "Who is Ada?"}]
    parsed = client.messages.parse(model=MODEL, max_tokens=2000, messages=question, output_format=Person)
    assert isinstance(parsed.parsed_output, Person)


def cache_fields():
    for ttl, field in (("5m", "ephemeral_5m_input_tokens"), ("1h", "ephemeral_1h_input_tokens")):
        system = [{"type": "text", "text": f"{ttl} {HANDBOOK}", "cache_control": {"type": "ephemeral", "ttl": ttl}}]
        first = client.messages.create(model=MODEL, max_tokens=100, system=system, messages=HELLO).usage
        second = client.messages.create(model=MODEL, max_tokens=100, system=system, messages=HELLO).usage
        written = getattr(first.cache_creation, field) + first.cache_read_input_tokens
        assert written > 1024 and second.cache_read_input_tokens == written, (first, second)


def a_picture():
    source = {"type": "base64", "media_type": "image/png", "data": PIXEL}
    content = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
    assert client.messages.create(model=MODEL, max_tokens=200, messages=[{"role": "user", "content": content}]).content


def an_uploaded_pdf_is_held_for_near_what_it_costs():
    file = client.beta.files.upload(file=("report.pdf", b64decode(PDF), "application/pdf"))
    content = [{"type": "document", "source": {"type": "file", "file_id": file.id}}, {"type": "text", "text": "What does it say?"}]
    message = client.beta.messages.create(
        model=MODEL, max_tokens=200, messages=[{"role": "user", "content": content}], betas=["files-api-2025-04-14"]
    )
    call = receipt_of(message._request_id)
    assert Decimal(call["charge"]) <= Decimal(call["held"]) < 10 * Decimal(call["charge"]), call
    assert file.id in [each.id for each in client.beta.files.list(limit=1000)]
    assert client.beta.files.delete(file.id).type == "file_deleted"
    refused(NotFoundError, lambda: client.beta.files.retrieve_metadata(file.id))


def an_unknown_model():
    error = refused(NotFoundError, lambda: client.messages.create(model="claude-9", max_tokens=10, messages=HELLO))
    assert error.body["error"]["type"] == "not_found_error"


def an_empty_balance():
    if EMPTY_KEY is None:
        raise Skip("no key without a balance was given")
    poor = client.with_options(api_key=EMPTY_KEY)
    error = refused(APIStatusError, lambda: poor.messages.create(model=MODEL, max_tokens=10, messages=HELLO))
    assert (error.status_code, error.body["error"]["type"]) == (402, "billing_error"), error.body


def the_count_is_what_a_call_uses():
    counted = client.messages.count_tokens(model=MODEL, messages=HELLO, tools=TOOLS).input_tokens
    used = client.messages.create(model=MODEL, max_tokens=10, messages=HELLO, tools=TOOLS).usage.input_tokens
    assert counted == used, (counted, used)


def a_batch_is_answered_at_half_the_price():
    until = time.monotonic() + BATCH_WITHIN_S
    while client.messages.batches.retrieve(BATCH.id).processing_status != "ended":
        if time.monotonic() > until:
            raise Skip(f"the batch has not ended within {BATCH_WITHIN_S} s")
        time.sleep(2)
    results = list(client.messages.batches.results(BATCH.id))
    assert [(each.custom_id, each.result.type) for each in results] == [("hello", "succeeded")], results
    call = batched_call()
    assert {"modifier": "batch", "factor_ppm": "500000"} in call["receipt"]["factors"], call
    assert call["usage"]["output_tokens"] == results[0].result.message.usage.output_tokens
    assert BATCH.id in [each.id for each in client.messages.batches.list(limit=5)]
    assert client.messages.batches.delete(BATCH.id).id == BATCH.id


def models():
    assert MODEL in [each.id for each in client.models.list()]
    assert client.models.retrieve(MODEL).id == MODEL


run(
    a_plain_call_is_charged_as_its_receipt_says,
    a_stream,
    a_tool_loop,
    a_structured_answer,
    cache_fields,
    a_picture,
    an_uploaded_pdf_is_held_for_near_what_it_costs,
    an_unknown_model,
    an_empty_balance,
    the_count_is_what_a_call_uses,
    models,
    a_batch_is_answered_at_half_the_price,
)
