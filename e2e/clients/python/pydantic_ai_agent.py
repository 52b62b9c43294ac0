"""Pydantic AI: its agents force a tool for `output_type`, also on models that cannot be forced."""

import base64

from cases import BASE, EMPTY_KEY, KEY, MODEL, NEWEST, PIXEL, QUESTION, Skip, newest_calls, refused, run
from pydantic import BaseModel
from pydantic_ai import Agent, BinaryContent, ModelHTTPError, NativeOutput
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider


class Person(BaseModel):
    name: str
    age: int


def chat(name, key=KEY):
    return OpenAIChatModel(name, provider=OpenAIProvider(base_url=f"{BASE}/api/v1", api_key=key))


def responses(name, key=KEY):
    return OpenAIResponsesModel(name, provider=OpenAIProvider(base_url=f"{BASE}/api/v1", api_key=key))


def messages(name, key=KEY):
    return AnthropicModel(name, provider=AnthropicProvider(base_url=f"{BASE}/api", api_key=key))


def cases_of(kind):
    async def a_plain_call_is_charged_as_its_receipt_says():
        result = await Agent(kind(MODEL)).run("Hello")
        assert result.output
        usage = newest_calls(1)[0]["usage"]
        told = result.usage() if callable(result.usage) else result.usage
        assert told.output_tokens == usage["output_tokens"], (told, usage)

    async def a_stream():
        async with Agent(kind(MODEL)).run_stream("Hello") as result:
            pieces = [piece async for piece in result.stream_text(delta=True)]
        assert len("".join(pieces)) > 10

    async def a_tool_loop_and_the_next_turn():
        agent = Agent(kind(MODEL))

        @agent.tool_plain
        def get_weather(city: str) -> str:
            return f"21 degrees in {city}"

        first = await agent.run(QUESTION)
        assert "21 degrees in Paris" in first.output, first.output
        assert (await agent.run("And tomorrow?", message_history=first.all_messages())).output

    async def output_type_by_a_tool():
        for name in [MODEL, *NEWEST]:
            result = await Agent(kind(name), output_type=Person).run("Who is Ada?")
            assert isinstance(result.output, Person), name

    async def output_type_by_a_schema():
        for name in [MODEL, *NEWEST]:
            result = await Agent(kind(name), output_type=NativeOutput(Person)).run("Who is Ada?")
            assert isinstance(result.output, Person), name

    async def a_picture():
        picture = BinaryContent(base64.b64decode(PIXEL), media_type="image/png")
        assert (await Agent(kind(MODEL)).run(["What is this?", picture])).output

    def an_unknown_model_and_an_empty_balance():
        error = refused(ModelHTTPError, lambda: Agent(kind("gpt-9")).run_sync("Hello"))
        assert error.status_code == 404, error
        if EMPTY_KEY is None:
            raise Skip("no key without a balance was given")
        error = refused(ModelHTTPError, lambda: Agent(kind(MODEL, EMPTY_KEY)).run_sync("Hello"))
        assert error.status_code == 402, error

    cases = [
        a_plain_call_is_charged_as_its_receipt_says,
        a_stream,
        a_tool_loop_and_the_next_turn,
        output_type_by_a_tool,
        output_type_by_a_schema,
        a_picture,
        an_unknown_model_and_an_empty_balance,
    ]
    for case in cases:
        case.__name__ = f"{kind.__name__}: {case.__name__}"
    return cases


run(*cases_of(chat), *cases_of(responses), *cases_of(messages))
