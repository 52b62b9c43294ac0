import fc from "fast-check";
import { expect, test } from "vitest";
import { BarStack } from "@/components/ui/bar-stack";
import { changePermille } from "@/components/ui/change-permille";
import { CopyableId } from "@/components/ui/copyable-id";
import { Count } from "@/components/ui/count";
import { Delta } from "@/components/ui/delta";
import { KeyValue } from "@/components/ui/key-value";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { ShareBar } from "@/components/ui/share-bar";
import { Sparkline } from "@/components/ui/sparkline";
import { StatusDot } from "@/components/ui/status-dot";
import { drawn, wordsOf } from "@/components/ui/testing/drawn";

test("a count is compact from 100,000 on, with all its digits in the title, and exact where that is asked for", () => {
  expect(wordsOf(<Count value={99_999} />)).toBe("99,999");
  expect(drawn(<Count value={12_900_000_123} />)).toContain('title="12,900,000,123">12.9B<');
  expect(wordsOf(<Count value={12_900_000_123} isExact />)).toBe("12,900,000,123");
});

test("a change is counted in whole integers, however large the sums, and none is counted from nothing", () => {
  expect(changePermille(9_007_199_254_740_993_000n, 9_007_199_254_740_993_000n * 2n)).toBe(-500);
  expect(changePermille(1_125n, 1_000n)).toBe(125);
  expect([changePermille(5n, 0n), changePermille(0n, 0n), changePermille(0n, 7n)]).toEqual([null, null, -1_000]);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 20n }), (now, before) => {
      const permille = changePermille(now, before) ?? 0;
      expect(Math.sign(permille) * Number(now > before) >= 0).toBe(true);
      expect(Number.isSafeInteger(permille)).toBe(true);
    }),
  );
});

test("a change says in words what its arrow shows", () => {
  expect(wordsOf(<Delta now={150n} before={100n} />)).toContain("50% more than the period before");
  expect(wordsOf(<Delta now={99n} before={100n} />)).toContain("1% less than the period before");
  expect(wordsOf(<Delta now={3n} before={0n} />)).toBe("new");
  expect(wordsOf(<Delta now={0n} before={0n} />)).toBe("");
});

test("the bars of money have heights by integers, and a running one is hatched", () => {
  const parts = (value: bigint) => [{ id: "a", value, colour: "red" }];
  const html = drawn(
    <BarStack
      label="Spend"
      bars={[
        { id: "1", title: "28 Nov: $4.00", parts: parts(2n ** 70n) },
        { id: "2", title: "29 Nov: $2.00", parts: parts(2n ** 69n), isRunning: true },
      ]}
    />,
  );
  expect([...html.matchAll(/height="(\d+)" fill="red"/g)].map(([, height]) => height)).toEqual(["1000", "500"]);
  expect(html.match(/fill="url\(#/g)).toHaveLength(1);
  expect(html).toContain("<title>29 Nov: $2.00</title>");
});

test("a drawing has a sentence for those who do not see it, and no figures draw no line", () => {
  expect(drawn(<Sparkline label="Hit rate by day" values={[0, 1, 2]} />)).toMatch(/aria-label="Hit rate by day".*polyline/);
  expect(drawn(<Sparkline label="None" values={[]} />)).not.toContain("NaN");
  expect(drawn(<Sparkline label="Nothing" values={[0, 0]} />)).not.toContain("NaN");
  expect(drawn(<ShareBar parts={[{ id: "read", permille: 250, colour: "var(--class-read)" }]} />)).toContain("width:25%");
});

test("segments of an address are links, and the chosen one says so", () => {
  const html = drawn(
    <SegmentedControl
      label="Measure"
      value="spend"
      segments={[
        { id: "spend", name: "Spend", href: "/usage" },
        { id: "calls", name: "Calls", href: "/usage?measure=calls" },
      ]}
    />,
  );
  expect(html).toMatch(/<a[^>]*aria-current="true"[^>]*>Spend/);
  expect(html.match(/aria-current/g)).toHaveLength(1);
});

test("what is not known says so, and a dot without words has them for screen readers", () => {
  expect(wordsOf(<KeyValue title="Request" pairs={[{ name: "Status", value: null }]} />)).toBe("Request Status not reported");
  expect(wordsOf(<StatusDot tone="danger">Failed</StatusDot>)).toBe("Failed");
  expect(drawn(<CopyableId id="0198c0de-0000-7000-8000-000000000000" label="Copy call id" isShort />)).toMatch(
    />…00000000<.*aria-label="Copy call id"/,
  );
});
