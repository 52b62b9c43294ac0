import { expect, test } from "vitest";
import { type BatchForm, batchOfForm } from "@/lib/codes/batch-form";

const NOW = new Date("2026-11-30T12:00:00Z");
const GOOD: BatchForm = { name: "Spring", kind: "promo", amount: "5", codes: "10", uses: "1", forWhom: "everybody", email: "", days: "30" };
const read = (changes: BatchForm = {}) => batchOfForm({ ...GOOD, ...changes }, "Europe/Paris", NOW);

test("a form becomes a batch", () => {
  expect(read()).toEqual({
    batch: {
      name: "Spring",
      kind: "promo",
      amountNano: 5_000_000_000n,
      codeCount: 10,
      usesPerCode: 1,
      isOncePerWorkspace: false,
      forWhom: "everybody",
      forEmail: null,
      creditDays: 30,
      redeemUntil: null,
    },
  });
  const changed = read({
    kind: "paid",
    amount: " $2.5",
    once: "on",
    forWhom: "address",
    email: " Ada@People.example ",
    days: "",
    until: "2026-11-30",
  });
  expect(changed).toMatchObject({
    batch: {
      kind: "paid",
      amountNano: 2_500_000_000n,
      isOncePerWorkspace: true,
      forEmail: "ada@people.example",
      creditDays: null,
      // Today's last moment in Paris.
      redeemUntil: new Date("2026-11-30T23:00:00Z"),
    },
  });
});

test("every wrong field is named at once", () => {
  const all = { name: "\u200b", kind: "gift", amount: "0", codes: "1001", uses: "-1", forWhom: "me", days: "0", until: "2026-02-31" };
  expect(read(all)).toEqual({ wrong: ["name", "kind", "amount", "codes", "uses", "forWhom", "days", "until"] });
  expect(batchOfForm({}, "UTC", NOW)).toEqual({ wrong: ["name", "kind", "amount", "codes", "uses", "forWhom"] });
});

test.each([
  ["amount", ["", "0", "0.00", "-5", "5,00", "1.005", "2000.01", "1e3", "５", "NaN", "9".repeat(30)]],
  ["codes", ["", "0", "1.5", "1001", "ten", "-1"]],
  ["uses", ["", "0", "1000001", "∞"]],
  ["days", ["0", "3651", "1.5", "-1"]],
  ["until", ["2026-11-29", "0002-01-01", "yesterday", "%00"]],
  ["name", ["", "  ", "x".repeat(81), "\u0000", "\u202e"]],
] as const)("%s is refused outside its bounds", (field, texts) => {
  for (const text of texts) expect([text, read({ [field]: text })]).toEqual([text, { wrong: [field] }]);
});

test("an address is asked for only where it counts", () => {
  expect(read({ forWhom: "address", email: "nobody" })).toEqual({ wrong: ["email"] });
  expect(read({ forWhom: "everybody", email: "nobody" })).toMatchObject({ batch: { forEmail: null } });
});
