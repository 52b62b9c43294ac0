import "@/lib/testing/metrics-environment";
import { expect, test } from "vitest";
import { GET as health } from "@/app/api/health/route";
import { GET as metrics } from "@/app/api/metrics/route";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

const asked = (authorization?: string) =>
  metrics(new Request("http://relais.test/api/metrics", { headers: authorization ? { authorization } : {} }));

test("the token opens the process's metrics and the state of payments", async () => {
  const reply = await asked("Bearer the-token-of-the-tests");
  expect([reply.status, reply.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/plain")]);
  expect(await reply.text()).toMatch(/process_cpu_seconds_total[\s\S]*\nrelais_open_top_ups 0\n[\s\S]*relais_waiting_jobs \d+/);
});

test.each([undefined, "Bearer ", "Bearer the-token-of-the-test", "the-token-of-the-tests"])(
  "with %j the address does not exist",
  async (given) => {
    expect((await asked(given)).status).toBe(404);
  },
);

test("health says whether pages can be served, and that a payment or a failure waits for a person", async () => {
  expect(await (await health()).json()).toEqual({ status: "ok", payments: "ok", failures: "ok" });
  await postgres().query("INSERT INTO stripe_event (id, type, is_live, payload, state) VALUES ('evt_dead', 'x', false, '{}', 'dead')");
  expect(await (await health()).json()).toEqual({ status: "ok", payments: "attention", failures: "ok" });
  await postgres().query(
    "INSERT INTO refused_settle (workspace_id, call_id, last_error) VALUES (gen_random_uuid(), gen_random_uuid(), 'x')",
  );
  expect(await (await health()).json()).toEqual({ status: "ok", payments: "attention", failures: "attention" });
  expect(await (await asked("Bearer the-token-of-the-tests")).text()).toMatch(/\nrelais_refused_settles 1\n/);
  await asOwner("ALTER TABLE stripe_event RENAME TO stripe_event_away");
  const broken = await health();
  expect([broken.status, await broken.json()]).toEqual([503, { status: "unavailable" }]);
});
