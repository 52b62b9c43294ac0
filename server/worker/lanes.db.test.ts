import { expect, test } from "vitest";
import { LANES } from "@/server/worker/lanes";
import { JOBS, ROUNDS } from "@/server/worker/tasks";

test("every job and every round is taken by exactly one lane", () => {
  const taken = LANES.flatMap(({ tasks }) => Object.keys(tasks)).sort();
  expect(taken).toEqual([...Object.keys(JOBS), ...Object.keys(ROUNDS)].sort());
});
