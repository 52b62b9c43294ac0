import fc from "fast-check";
import { expect, test } from "vitest";
import { ResultLines } from "@/lib/batches/result-lines";

function linesOf(text: string, cuts: number[], longest?: number): (string | null)[] {
  const bytes = Buffer.from(text);
  const lines = new ResultLines(longest);
  const found: (Buffer | null)[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    found.push(...lines.push(bytes.subarray(from, cut)));
    from = Math.max(from, cut);
  }
  found.push(...lines.finish());
  return found.map((line) => line?.toString() ?? null);
}

test("lines are the same however their bytes come", () => {
  const line = fc.string({ maxLength: 30 }).map((text) => text.replaceAll("\n", " "));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.array(fc.nat(200), { maxLength: 8 }), fc.boolean(), (all, cuts, hasLast) => {
      const text = all.join("\n") + (hasLast ? "\n" : "");
      const most = Buffer.byteLength(text);
      expect(
        linesOf(
          text,
          cuts.filter((cut) => cut <= most),
        ),
      ).toEqual(all.filter((each) => each !== ""));
    }),
  );
});

test("a line that is too long is left out, and the next one is whole", () => {
  expect(linesOf(`${"x".repeat(40)}\nshort\n${"y".repeat(11)}\nend`, [3, 20, 41], 10)).toEqual([null, "short", null, "end"]);
});
