import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { asOwner } from "@/lib/testing/owner";
import { everyCall, listCalls } from "@/lib/usage/list-calls";
import { idAt, insertEvent, TEST_MODEL } from "@/lib/usage/testing/usage-events";

async function all<Piece>(pieces: AsyncGenerator<Piece>): Promise<Piece[]> {
  const taken: Piece[] = [];
  for await (const piece of pieces) taken.push(piece);
  return taken;
}

test("pieces have every call of a filter once, in the list's order, however small they are", async () => {
  const workspaceId = newId();
  for (let n = 0; n < 25; n++) {
    const modelId = n % 3 ? TEST_MODEL : "claude-test-2";
    await insertEvent({ workspaceId, modelId, id: idAt(new Date(Date.UTC(2026, 10, 3) + Math.floor(n / 2) * 1_000)) });
  }
  for (const filters of [{}, { modelId: "claude-test-2" }, { from: new Date("2026-11-03T00:00:05Z") }]) {
    const { calls } = await listCalls(workspaceId, filters, null, 100);
    const pieces = await all(everyCall(workspaceId, filters, 4));
    expect(pieces.flat().map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(4);
  }
  expect(await all(everyCall(newId(), {}))).toEqual([[]]);
});

test("forty thousand calls pass with no more than one piece in memory", async () => {
  const workspaceId = newId();
  await insertEvent({ workspaceId, id: idAt(new Date("2026-11-03T00:00:00Z")) });
  await asOwner(
    `INSERT INTO usage_event (workspace_id, created_at, id, key_id, model_id, price_version, outcome, endpoint, is_stream, http_status,
       input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, modifiers, is_estimated,
       hold_nano, price_nano, charge_nano, absorbed_nano, total_ms, is_late)
     SELECT workspace_id, time_of_id(later.id), later.id, key_id, model_id, price_version, outcome, endpoint, is_stream, http_status,
       input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, modifiers, is_estimated,
       hold_nano, price_nano, charge_nano, absorbed_nano, total_ms, is_late
     FROM usage_event, LATERAL (SELECT (lpad(to_hex(extract(epoch FROM created_at)::bigint * 1000 + n), 12, '0')
       || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid AS id FROM generate_series(1, 40000) AS n) AS later
     WHERE workspace_id = $1`,
    [workspaceId],
  );
  let [count, largest] = [0, 0];
  const seen = new Set<string>();
  for await (const piece of everyCall(workspaceId, {})) {
    count += piece.length;
    largest = Math.max(largest, piece.length);
    for (const { id } of piece) seen.add(id);
  }
  expect([count, seen.size, largest]).toEqual([40_001, 40_001, 1_000]);
});
