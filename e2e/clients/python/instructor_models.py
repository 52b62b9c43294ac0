"""Instructor: a response model by a forced tool, its default, also on models that cannot be forced."""

import instructor
from anthropic import Anthropic
from cases import BASE, EMPTY_KEY, KEY, MODEL, NEWEST, Skip, newest_calls, refused, run
from openai import OpenAI
from pydantic import BaseModel, Field


class Address(BaseModel):
    street: str
    since: int | None = None


class Person(BaseModel):
    name: str
    age: int = Field(ge=0, le=150)
    addresses: list[Address]


ASKING = {"response_model": Person, "messages": [{"role": "user", "content": "Who is Ada?"}], "max_retries": 0}


def openai(key=KEY, **options):
    return instructor.from_openai(OpenAI(base_url=f"{BASE}/api/v1", api_key=key, max_retries=0), **options)


def anthropic(**options):
    return instructor.from_anthropic(Anthropic(base_url=f"{BASE}/api", api_key=KEY, max_retries=0), **options)


def chat_by_a_forced_tool():
    for model in [MODEL, *NEWEST]:
        person, completion = openai().chat.completions.create_with_completion(model=model, max_tokens=2000, **ASKING)
        assert isinstance(person, Person), model
        assert completion.usage.completion_tokens == newest_calls(1)[0]["usage"]["output_tokens"]


def chat_by_a_schema():
    for model in [MODEL, *NEWEST]:
        client = openai(mode=instructor.Mode.JSON_SCHEMA)
        assert isinstance(client.chat.completions.create(model=model, max_tokens=2000, **ASKING), Person), model


def chat_in_plain_JSON():
    client = openai(mode=instructor.Mode.JSON)
    assert isinstance(client.chat.completions.create(model=MODEL, max_tokens=2000, **ASKING), Person)


def chat_with_several_at_once():
    client = openai(mode=instructor.Mode.TOOLS)
    people = client.chat.completions.create_iterable(
        model=MODEL, max_tokens=2000, response_model=Address, messages=ASKING["messages"], max_retries=0
    )
    assert list(people)


def chat_in_pieces():
    for model in [MODEL, NEWEST[0]]:
        pieces = list(openai().chat.completions.create_partial(model=model, max_tokens=2000, **ASKING))
        assert len(pieces) > 1 and pieces[-1].addresses, model


def messages_by_a_forced_tool():
    assert isinstance(anthropic().messages.create(model=MODEL, max_tokens=2000, **ASKING), Person)


def messages_in_plain_JSON():
    client = anthropic(mode=instructor.Mode.ANTHROPIC_JSON)
    for model in [MODEL, *NEWEST]:
        assert isinstance(client.messages.create(model=model, max_tokens=2000, **ASKING), Person), model


def an_unknown_model():
    error = refused(Exception, lambda: openai().chat.completions.create(model="gpt-9", **ASKING))
    assert "There is no model gpt-9" in str(error), error


def an_empty_balance():
    if EMPTY_KEY is None:
        raise Skip("no key without a balance was given")
    error = refused(Exception, lambda: openai(EMPTY_KEY).chat.completions.create(model=MODEL, **ASKING))
    assert "balance" in str(error), error


run(
    chat_by_a_forced_tool,
    chat_by_a_schema,
    chat_in_plain_JSON,
    chat_with_several_at_once,
    chat_in_pieces,
    messages_by_a_forced_tool,
    messages_in_plain_JSON,
    an_unknown_model,
    an_empty_balance,
)
