"""What every Python client here starts from: where the product is, how a case is told, and what a receipt says."""

import asyncio
import inspect
import json
import os
import time
import urllib.request

BASE = os.environ["RELAIS_BASE"]
KEY = os.environ["RELAIS_KEY"]
EMPTY_KEY = os.environ.get("RELAIS_EMPTY_KEY")
MODEL = "claude-opus-5"
# They cannot be forced to call a tool.
NEWEST = ["claude-opus-5-5", "claude-fable-5-2"]
QUESTION = 'What is the weather in Paris? [[tool:get_weather {"city":"Paris"}]]'
CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
HANDBOOK = "Answer as the front desk of a small hotel. Be brief, polite and exact about prices. " * 120
# A page without a word, in base64.
PDF = (
    "JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoKMiAwIG9iago8PC9UeXBlL1BhZ2VzL0NvdW50ID"
    "EvS2lkc1sxMCAwIFJdPj4KZW5kb2JqCjEwIDAgb2JqCjw8L1R5cGUvUGFnZS9QYXJlbnQgMiAwIFIvTWVkaWFCb3hbMCAwIDYxMiA3OTJdPj4K"
    "ZW5kb2JqCnhyZWYKMCAxCjAwMDAwMDAwMDAgNjU1MzUgZiAKMSAxCjAwMDAwMDAwMDkgMDAwMDAgbiAKMiAxCjAwMDAwMDAwNTQgMDAwMDAgbi"
    "AKMTAgMQowMDAwMDAwMTA2IDAwMDAwIG4gCnRyYWlsZXIKPDwvU2l6ZSA5OTk5L1Jvb3QgMSAwIFI+PgpzdGFydHhyZWYKMTcyCiUlRU9GCg=="
)
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Skip(Exception):
    """A case that cannot be driven here, with the reason."""


def run(*cases):
    for case in cases:
        name = case.__name__.replace("_", " ")
        try:
            result = case()
            if inspect.iscoroutine(result):
                asyncio.run(result)
            print(f"ok {name}", flush=True)
        except Skip as why:
            print(f"skip {name}: {why}", flush=True)
        except Exception as error:
            told = f"{type(error).__name__} {error}".split()
            line = error.__traceback__
            while line.tb_next and line.tb_next.tb_frame.f_code.co_filename == __file__.replace("cases.py", case.__code__.co_filename):
                line = line.tb_next
            print(f"FAIL {name}: line {line.tb_lineno}: {' '.join(told)[:600]}", flush=True)


def refused(kind, call):
    """The error that the call must end with."""
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__} was raised")


def get(path):
    request = urllib.request.Request(f"{BASE}/api/v1/{path}", headers={"authorization": f"Bearer {KEY}"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def receipt_of(request_id):
    """The call with its receipt. A stream's is written a moment after its last event."""
    for _ in range(40):
        try:
            return get(f"calls/{request_id}")
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            time.sleep(0.1)
    raise AssertionError(f"no receipt of {request_id}")


def batched_call():
    """The newest call that was made as a part of a batch, with its receipt."""
    return receipt_of(next(each for each in newest_calls(100) if each["endpoint"] == "messages/batches")["request_id"])


def newest_calls(count):
    return get(f"calls?limit={count}")["data"]


def prompt_tokens(usage):
    written = usage["cache_creation"]
    return (
        usage["input_tokens"]
        + written["ephemeral_5m_input_tokens"]
        + written["ephemeral_1h_input_tokens"]
        + usage["cache_read_input_tokens"]
    )
