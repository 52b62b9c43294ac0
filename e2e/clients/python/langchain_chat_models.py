"""What LangChain's suites know about the two models. Run by langchain_suites.py."""

from cases import BASE, KEY, MODEL
from langchain_anthropic import ChatAnthropic
from langchain_openai import ChatOpenAI
from langchain_tests.integration_tests import ChatModelIntegrationTests


class ClaudeTests(ChatModelIntegrationTests):
    @property
    def model_override_value(self):
        return "claude-haiku-4-5"

    @property
    def supports_pdf_inputs(self):
        return True

    @property
    def supports_image_inputs(self):
        return True


class TestChatOpenAI(ClaudeTests):
    @property
    def chat_model_class(self):
        return ChatOpenAI

    @property
    def chat_model_params(self):
        return {"model": MODEL, "base_url": f"{BASE}/api/v1", "api_key": KEY, "max_retries": 0, "stream_usage": True}

    @property
    def supports_json_mode(self):
        return True


class TestChatAnthropic(ClaudeTests):
    @property
    def chat_model_class(self):
        return ChatAnthropic

    @property
    def chat_model_params(self):
        return {"model": MODEL, "base_url": f"{BASE}/api", "api_key": KEY, "max_retries": 0, "max_tokens": 4000}

    @property
    def supports_image_tool_message(self):
        return True

    @property
    def supports_anthropic_inputs(self):
        return True
