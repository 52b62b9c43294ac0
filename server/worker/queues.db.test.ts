import { expect, test } from "vitest";
import { QUEUES } from "@/server/worker/queues";
import { JOBS, ROUNDS } from "@/server/worker/tasks";

test("every job and every round is taken by exactly one queue", () => {
  const taken = QUEUES.flatMap(({ tasks }) => Object.keys(tasks)).sort();
  expect(taken).toEqual([...Object.keys(JOBS), ...Object.keys(ROUNDS)].sort());
});
