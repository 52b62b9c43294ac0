from openai import OpenAI


class CachedAssistant:
    """Keeps one long system message and shows how much of each prompt came from the cache."""

    def __init__(self, client, system, model="claude-sonnet-4-6"):
        self.client = client
        self.model = model
        self.messages = [{"role": "system", "content": system, "cache_control": {"type": "ephemeral"}}]

    def ask(self, question):
        self.messages.append({"role": "user", "content": question})
        response = self.client.chat.completions.create(model=self.model, messages=self.messages)
        answer = response.choices[0].message.content
        self.messages.append({"role": "assistant", "content": answer})
        usage = response.usage
        print(f"hit rate {usage.cache_read_input_tokens / usage.prompt_tokens:.0%}")
        return answer


client = OpenAI(base_url="http://localhost:3000/api/v1", api_key="sk-relais-YOUR-KEY")
assistant = CachedAssistant(client, "You know every ferry of the Baltic Sea and its timetable by heart. " * 120)
assistant.ask("Which ferry goes to Tallinn?")
assistant.ask("And which one comes back?")
assistant.ask("Is there breakfast on board?")
