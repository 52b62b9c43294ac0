/** The answer as a client sees it. */
export type Got = { status: number; headers: Headers; text: string; json: Record<string, unknown> & { error?: Record<string, unknown> } };

type Ask = { secret?: string; body?: unknown; headers?: Record<string, string>; method?: string };

/** Sends one request without any SDK: a body that is no text or bytes is sent as JSON. */
export async function ask(url: string, { secret, body, headers = {}, method = body === undefined ? "GET" : "POST" }: Ask): Promise<Got> {
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: { ...(secret && { authorization: `Bearer ${secret}` }), ...headers },
    body: body === undefined ? undefined : isRaw ? (body as BodyInit) : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
}

function jsonOf(text: string): Got["json"] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
