import Anthropic from "@anthropic-ai/sdk";
import { newId } from "@/lib/basics/ids";
import { checkDueBatches } from "@/lib/batches/check-due-batches";
import { postgres } from "@/lib/platform/postgres";
import { type Customer, startPooledRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { sealCredentials } from "@/lib/upstream-accounts/credentials";
import { openStoredPool } from "@/lib/upstreams/stored/stored-accounts";
import { control, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

type BatchParams = Anthropic.MessageCreateParamsNonStreaming;
export type BatchedRequest = { custom_id: string; params: BatchParams };

/** A relay with stored accounts, as in production: the worker reads them from the database. */
export async function startBatchRelay(): Promise<TestRelay & { accountId: string }> {
  const accountId = await storeAccount("first-party");
  const { pool, close } = await openStoredPool("test");
  const relay = await startPooledRelay(pool);
  return {
    ...relay,
    accountId,
    async close() {
      await relay.close();
      await close();
    },
  };
}

export async function storeAccount(name: string, baseUrl = standInUrl): Promise<string> {
  const [id, kind] = [newId(), "claude-api" as const];
  const credentials = sealCredentials({ id, kind }, { secret: `sk-${name}` });
  await postgres().query("INSERT INTO upstream_account (id, name, kind, settings, credentials) VALUES ($1, $2, $3, $4, $5)", [
    id,
    name,
    kind,
    { baseUrl },
    credentials,
  ]);
  return id;
}

/** The official client. It reads results from the public address, which leads to this relay. */
export function batchClient(url: string, { secret }: Pick<Customer, "secret">, maxRetries = 0): Anthropic {
  const fetchHere: typeof fetch = (input, init) => fetch(String(input).replace("http://localhost:3000/", `${url}/`), init);
  return new Anthropic({ apiKey: secret, baseURL: `${url}/api`, maxRetries, fetch: fetchHere });
}

export function batchedRequest(customId: string, content = "Hello", more: object = {}): BatchedRequest {
  return { custom_id: customId, params: { model: "claude-sonnet-4-6", max_tokens: 50, messages: [{ role: "user", content }], ...more } };
}

/** From now on batches end only when a test says so. */
export async function holdBatches(): Promise<void> {
  await control("POST", "settings", { batchMs: null });
}

export async function endBatchesUpstream(how: { expired?: boolean } = {}): Promise<void> {
  await control("POST", "batches/end", how);
}

/** Runs a round of the worker at a time when every batch is due. */
export async function workerRound(afterMs = 60_000): Promise<number> {
  return checkDueBatches(new Date(Date.now() + afterMs));
}

export async function resultsOf(client: Anthropic, id: string) {
  const results = [];
  for await (const result of await client.messages.batches.results(id)) results.push(result);
  return results.sort((a, b) => a.custom_id.localeCompare(b.custom_id));
}

export async function heldFor(workspaceId: string): Promise<{ holds: number; heldNano: bigint }> {
  const { rows } = await postgres().query<{ holds: number; heldNano: bigint }>(
    `SELECT count(*)::integer AS holds, coalesce(sum(amount_nano), 0)::bigint AS "heldNano" FROM hold WHERE workspace_id = $1`,
    [workspaceId],
  );
  return rows[0] as { holds: number; heldNano: bigint };
}
