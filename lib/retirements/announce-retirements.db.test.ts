import { beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { announceRetirements } from "@/lib/retirements/announce-retirements";

const announced = async () => {
  const { rows } = await postgres().query<{ target: string }>(
    "SELECT target FROM audit_entry WHERE action = 'model.announce_retirement' ORDER BY target",
  );
  return rows.map(({ target }) => target);
};
const jobs = async () => {
  const { rows } = await postgres().query<{ payload: { modelId: string } }>(
    "SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'model-retirement'",
  );
  return rows.map(({ payload }) => payload.modelId);
};
beforeEach(() => postgres().query("DELETE FROM graphile_worker._private_jobs"));
beforeAll(() => database().user.create({ data: { id: newId(), email: "admin@example.test", role: "admin" } }));

test("thirty days before its day, and not a moment earlier, the admins get one mail about an offered model", async () => {
  const day = Date.parse("2027-01-22T00:00:00Z");
  const before = new Date(day - 30 * 86_400_000 - 1);
  await announceRetirements(before);
  const known = await announced();
  expect(known.filter((target) => target.includes("opus-4-5"))).toEqual([]);
  await postgres().query("DELETE FROM graphile_worker._private_jobs");
  const within = new Date(day - 30 * 86_400_000);
  expect(await Promise.all([announceRetirements(within), announceRetirements(within)])).toEqual(expect.arrayContaining([0, 1]));
  expect(await announceRetirements(new Date(day - 1))).toBe(0);
  expect((await announced()).filter((target) => !known.includes(target))).toEqual(["model:claude-opus-4-5-20251101/2027-01-22"]);
  expect(await jobs()).toEqual(["claude-opus-4-5-20251101"]);
});

test("a model that has retired already is no news", async () => {
  await announceRetirements(new Date("2027-06-01T00:00:00Z"));
  expect(await jobs()).toEqual([]);
});
