import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { searchWorkspace } from "@/lib/search/search-workspace";
import { insertEvent } from "@/lib/usage/testing/usage-events";

const NOW = new Date();

test("a call is found by its id, by the beginning of it and as a request id, and never by another workspace", async () => {
  const [workspaceId, other] = [newId(), newId()];
  const id = await insertEvent({ workspaceId });
  for (const query of [id, `req_${id}`, id.slice(0, 13), `  ${id} `]) {
    expect((await searchWorkspace(workspaceId, query, NOW)).calls.map((call) => call.id)).toEqual([id]);
    expect((await searchWorkspace(other, query, NOW)).calls).toEqual([]);
  }
});

test("a model is found by its name and by its id, in any case", async () => {
  const workspaceId = newId();
  for (const query of ["opus", "OPUS", "claude-opus"]) {
    const { models } = await searchWorkspace(workspaceId, query, NOW);
    expect(models.length).toBeGreaterThan(0);
    expect(models.every(({ id }) => id.includes("opus"))).toBe(true);
  }
});

test.each(["", "   ", "a".repeat(100_000), "%_\\", "'; DROP TABLE usage_event; --", "\u0000", "‮👩‍👩‍👧", "req_", "………………"])(
  "a text that is no name finds nothing and breaks nothing: %j",
  async (query) => {
    expect(await searchWorkspace(newId(), query, NOW)).toEqual({ keys: [], models: [], calls: [] });
  },
);
