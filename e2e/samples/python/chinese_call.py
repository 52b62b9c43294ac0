from openai import OpenAI

# Reads OPENAI_API_KEY and OPENAI_BASE_URL.
client = OpenAI()

response = client.chat.completions.create(
    model="claude-sonnet-4-6",
    max_tokens=500,
    messages=[{"role": "user", "content": "你好，Claude！请用一句话介绍一下你自己。"}],
)
print(response.choices[0].message.content)
