import { expect, test } from "vitest";
import { limitForm, readLimitForm } from "@/app/(portal)/keys/limit-form";

const EMPTY = { budget: "", budgetPeriod: "day", requestsPerMinute: "", tokensPerMinute: "", expiresOn: "", models: [], addresses: "" };
const keyId = "0198c0de-0000-4000-8000-000000000000";

test("a form with five wrong fields is refused by all five", () => {
  const typed = { budget: "abc", requestsPerMinute: "-1", tokensPerMinute: "1.5", addresses: "999.1.1.1 hello", expiresOn: "soon" };
  expect(readLimitForm({ ...EMPTY, ...typed }, "UTC")).toEqual({ wrong: Object.keys(typed) });
});

test.each(["0002-11-20", "2026-02-30", "11202026", "２０２７-01-31", "2027-01-31\u200b", "😀", "m".repeat(9_999)])(
  "%j is no last day",
  (expiresOn) => {
    expect(readLimitForm({ ...EMPTY, expiresOn }, "UTC")).toEqual({ wrong: ["expiresOn"] });
  },
);

test("the last day ends at midnight of the workspace", () => {
  expect(readLimitForm({ ...EMPTY, expiresOn: "2027-01-31" }, "America/New_York")).toMatchObject({
    limits: { expiresAt: new Date("2027-02-01T05:00:00Z") },
  });
});

test("a million characters are refused by their field, and an id that is none by its own", () => {
  const long = limitForm.safeParse({ ...EMPTY, keyId, addresses: "1".repeat(1_000_000) });
  expect(long.error?.issues.map(({ path }) => path[0])).toEqual(["addresses"]);
  expect(limitForm.safeParse({ ...EMPTY, keyId: "../../etc/passwd" }).error?.issues.map(({ path }) => path[0])).toEqual(["keyId"]);
});
