import type { DemoCall } from "./day";

/** Makes a call at a front door. Resolves when its answer has begun, so that the call has its moment. `ended` waits for the rest. */
export async function playCall(url: string, secret: string, call: DemoCall): Promise<{ status: number; ended: Promise<void> }> {
  const leaving = new AbortController();
  const response = await fetch(`${url}/api/v1/${call.path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${secret}`,
      "content-type": "application/json",
      "anthropic-version": "2023-06-01",
      ...call.headers,
    },
    body: JSON.stringify(call.body),
    signal: leaving.signal,
  });
  return { status: response.status, ended: readAnswer(response, leaving, call.leavesAfterBytes ?? Number.POSITIVE_INFINITY) };
}

async function readAnswer(response: Response, leaving: AbortController, leavesAfterBytes: number): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += (chunk as Uint8Array).length;
      if (bytes >= leavesAfterBytes) leaving.abort();
    }
  } catch {
    // Cut off by the upstream or by this client: both are part of the demo.
  }
}
