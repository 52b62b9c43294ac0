import { expect, test, vi } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { listCalls } from "@/lib/usage/list-calls";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { sumCalls } from "@/lib/usage/sum-calls";
import { idAt, insertEvent, TEST_KEY, TEST_MODEL } from "@/lib/usage/testing/usage-events";

const DAY = Date.UTC(2026, 10, 20);

test("the statement for a rare key does not grow with the quarters of an hour that it looks at: each would be planned by itself", async () => {
  const [workspaceId, keyId] = [newId(), newId()];
  const ids: string[] = [];
  for (let hour = 0; hour < 24; hour += 1)
    ids.unshift(await insertEvent({ workspaceId, keyId, id: idAt(new Date(DAY + hour * 3_600_000)) }));
  await rollUpUsage();
  const sent = vi.spyOn(postgres(), "query");
  try {
    const lengthFor = async (size: number) => {
      sent.mockClear();
      expect((await listCalls(workspaceId, { keyId }, null, size)).calls.map((call) => call.id)).toEqual(ids.slice(0, size));
      return sent.mock.calls.map(([query]) => `${(query as { text?: string }).text ?? query}`.length);
    };
    expect(await lengthFor(20)).toEqual(await lengthFor(10));
  } finally {
    sent.mockRestore();
  }
});

test("calls of a rare outcome are found and summed without a look at those of the others", async () => {
  const workspaceId = newId();
  await asOwner(
    `INSERT INTO usage_event (id, workspace_id, created_at, key_id, model_id, price_version, outcome, endpoint, is_stream, http_status, input_tokens,
       cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, modifiers, is_estimated, hold_nano, price_nano,
       charge_nano, absorbed_nano, total_ms, is_late)
     SELECT gen_random_uuid(), $1, timestamptz '2026-11-20' + n * interval '1 second', $2, $3, 0, 'released', 'messages', false, 200,
       0, 0, 0, 0, 0, 0, '{}', false, 0, 0, 0, 0, 1, false FROM generate_series(1, 5000) AS n`,
    [workspaceId, TEST_KEY, TEST_MODEL],
  );
  const lost = await insertEvent({ workspaceId, id: idAt(new Date(DAY + 3_600_000)), outcome: "expired" });
  const late = { workspaceId, id: idAt(new Date(DAY + 1_800_000)) };
  await insertEvent({ ...late, outcome: "expired" });
  await insertEvent({ ...late, outcome: "settled_late", isLate: true, chargeNano: 9n });
  await asOwner("ANALYZE usage_event");
  const reads = async () => {
    await postgres().query("SELECT pg_stat_force_next_flush()");
    const { rows } = await postgres().query<{ read: bigint }>(
      "SELECT sum(idx_tup_fetch + seq_tup_read)::bigint + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname LIKE 'usage_event%')::bigint AS read FROM pg_stat_user_tables WHERE relname LIKE 'usage_event%'",
    );
    return Number(rows[0]?.read);
  };
  await reads();
  const before = await reads();
  const found = async (outcome: "expired" | "settled_late") => [
    (await listCalls(workspaceId, { outcome }, null, 50)).calls.map(({ id }) => id),
    (await sumCalls(workspaceId, { outcome }))?.calls,
  ];
  expect([await found("expired"), await found("settled_late")]).toEqual([
    [[lost], 1],
    [[late.id], 1],
  ]);
  expect((await reads()) - before).toBeLessThan(400);
});
