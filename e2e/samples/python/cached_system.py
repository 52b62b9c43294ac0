from openai import OpenAI

client = OpenAI(
    base_url="http://localhost:3000/api/v1",
    api_key="sk-relais-YOUR-KEY",
)

handbook = "Answer as the front desk of a small hotel. Be brief, polite and exact about prices. " * 80


def ask(question):
    response = client.chat.completions.create(
        model="claude-sonnet-4-6",
        messages=[
            {"role": "system", "content": handbook, "cache_control": {"type": "ephemeral"}},
            {"role": "user", "content": question},
        ],
    )
    usage = response.usage
    print(f"written {usage.cache_creation_input_tokens} read {usage.cache_read_input_tokens} of {usage.prompt_tokens}")


ask("Is breakfast included?")
ask("What does a late check-out cost?")
