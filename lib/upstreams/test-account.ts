import "server-only";
import type { UpstreamAccount } from "@/lib/upstreams/account";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { MESSAGES_PATH, type Upstream } from "@/lib/upstreams/upstream";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const SILENCE_MS = 20_000;
const LONGEST_MESSAGE = 400;
const SHORTEST_SECRET = 6;

/**
 * The result for an admin, which must not reveal what answers at an address that the admin typed. `detail` is the full answer for the
 * operator's log, without any secret of the account.
 */
export type AccountTest = { ok: true; modelId: string } | { ok: false; why: "no_model" | "not_working"; detail: string };

/** Asks the account for one token, of the first of these models that it serves. Never throws. */
export async function testAccount(account: UpstreamAccount, modelIds: readonly string[]): Promise<AccountTest> {
  try {
    return await sendOneToken(account, modelIds);
  } catch (error) {
    return notWorking(error instanceof Error ? error.message : String(error), account);
  }
}

function notWorking(detail: string, account: UpstreamAccount): AccountTest {
  return { ok: false, why: "not_working", detail: withoutSecrets(detail, account).slice(0, LONGEST_MESSAGE) };
}

async function sendOneToken(account: UpstreamAccount, modelIds: readonly string[]): Promise<AccountTest> {
  const upstream = createUpstream(account);
  try {
    const modelId = modelIds.find((each) => upstream.servesModel(each));
    if (!modelId) return { ok: false, why: "no_model", detail: "The account serves no model that is on offer." };
    const { status, body } = await answer(upstream, modelId);
    if (status === 200) return { ok: true, modelId };
    const reason = refusalOfUpstream(status, body).upstreamMessage || "no reason was given";
    return notWorking(`${modelId}: ${status} ${reason}`, account);
  } finally {
    await upstream.close();
  }
}

function answer(upstream: Upstream, modelId: string): Promise<{ status: number; body: Buffer }> {
  const body = JSON.stringify({ model: modelId, max_tokens: 1, messages: [{ role: "user", content: "Hello" }] });
  const headers = { "content-type": "application/json", "anthropic-version": "2023-06-01" };
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    upstream.send(
      { path: MESSAGES_PATH, modelId, headers, body, silenceMs: SILENCE_MS },
      {
        start(answered) {
          status = answered;
        },
        data: (chunk) => void chunks.push(chunk),
        end: () => resolve({ status, body: Buffer.concat(chunks) }),
        fail: reject,
      },
    );
  });
}

/** Removes the key: an upstream may quote it in a refusal. */
export function withoutSecrets(message: string, account: UpstreamAccount): string {
  const { kind: _, ...held } = account.kind === "claude-api" ? { kind: account.kind, secret: account.secret } : account.credentials;
  const secrets = Object.values(held).filter((text) => typeof text === "string" && text.length >= SHORTEST_SECRET);
  return secrets.reduce((text, secret) => text.replaceAll(secret, "[redacted]"), message);
}
