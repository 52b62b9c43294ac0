"""OpenAI's Agents SDK: responses, its default, and chat completions."""

from agents import (
    Agent,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    SQLiteSession,
    function_tool,
    set_tracing_disabled,
)
from cases import BASE, EMPTY_KEY, KEY, MODEL, NEWEST, QUESTION, Skip, newest_calls, run
from openai import APIStatusError, AsyncOpenAI
from pydantic import BaseModel

set_tracing_disabled(True)
SETTINGS = ModelSettings(max_tokens=2000, include_usage=True)


class Person(BaseModel):
    name: str
    age: int


@function_tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"21 degrees in {city}"


def cases_of(label, kind):
    def model(name=MODEL, key=KEY):
        return kind(model=name, openai_client=AsyncOpenAI(base_url=f"{BASE}/api/v1", api_key=key, max_retries=0))

    def agent(name="Assistant", **options):
        return Agent(**{"name": name, "model": model(), "model_settings": SETTINGS, **options})

    async def a_run_with_a_tool_and_a_session():
        session = SQLiteSession("one")
        assistant = agent(tools=[get_weather])
        result = await Runner.run(assistant, QUESTION, session=session)
        assert "21 degrees in Paris" in result.final_output, result.final_output
        assert (await Runner.run(assistant, "And tomorrow?", session=session)).final_output
        used = result.context_wrapper.usage
        calls = newest_calls(3)[1:]
        assert used.output_tokens == sum(call["usage"]["output_tokens"] for call in calls), used

    async def the_same_streamed():
        result = Runner.run_streamed(agent(tools=[get_weather]), QUESTION)
        kinds = [event.type async for event in result.stream_events()]
        assert "run_item_stream_event" in kinds and "21 degrees in Paris" in result.final_output

    async def a_handoff():
        forecaster = agent("Forecaster", handoff_description="Knows the weather.")
        result = await Runner.run(agent(handoffs=[forecaster]), "Who knows? [[tool:transfer_to_forecaster {}]]")
        assert result.last_agent.name == "Forecaster" and result.final_output

    async def an_output_type():
        for name in [MODEL, *NEWEST]:
            result = await Runner.run(agent(model=model(name), output_type=Person), "Who is Ada?")
            assert isinstance(result.final_output, Person), name

    async def a_forced_tool():
        for name in [MODEL, *NEWEST]:
            settings = ModelSettings(max_tokens=2000, tool_choice="get_weather")
            assistant = agent(model=model(name), model_settings=settings, tools=[get_weather])
            result = await Runner.run(assistant, "What is it like in Paris?")
            assert "21 degrees in Paris" in result.final_output, (name, result.final_output)

    async def errors():
        status = []
        keys = [("gpt-9", KEY), (MODEL, EMPTY_KEY)] if EMPTY_KEY else [("gpt-9", KEY)]
        for name, key in keys:
            try:
                await Runner.run(agent(model=model(name, key)), "Hello")
            except APIStatusError as error:
                status.append(error.status_code)
        assert status == [404, 402][: len(keys)], status
        if EMPTY_KEY is None:
            raise Skip("no key without a balance was given")

    cases = [a_run_with_a_tool_and_a_session, the_same_streamed, a_handoff, an_output_type, a_forced_tool, errors]
    for case in cases:
        case.__name__ = f"{label}: {case.__name__}"
    return cases


run(*cases_of("responses", OpenAIResponsesModel), *cases_of("chat", OpenAIChatCompletionsModel))
