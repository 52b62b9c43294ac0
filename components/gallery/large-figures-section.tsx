import { Specimen } from "@/components/gallery/specimen";
import { Card } from "@/components/ui/card";
import { UsageBreakdown } from "@/components/usage/usage-breakdown";
import { loadUsageSearch } from "@/components/usage/usage-search";
import { UsageStats } from "@/components/usage/usage-stats";
import type { UsageFigures } from "@/lib/usage/sum-usage";

/** More than most will ever use: nothing of it may be cut, at any width. */
const LARGE: UsageFigures = {
  requests: 1_234_567,
  freeRequests: 12_345,
  tokens: {
    input: 1_234_567_890_123,
    cacheWrite5m: 2_345_678_901_234,
    cacheWrite1h: 3_456_789_012_345,
    cacheRead: 4_567_890_123_456,
    output: 1_098_765_432_109,
  },
  webSearches: 0,
  chargeNano: 15_285_888_298_000n,
  absorbedNano: 0n,
  readsSavedNano: 135_697_820_000_000n,
  writesExtraNano: 36_118_749_000n,
};
const BEFORE: UsageFigures = { ...LARGE, chargeNano: 21_321_556_044_000n, requests: 999_999 };
const SEARCH = loadUsageSearch(new URLSearchParams());

export function LargeFiguresSection() {
  return (
    <>
      <Specimen name="UsageStats">
        <div className="w-full min-w-0">
          <UsageStats figures={LARGE} before={BEFORE} search={SEARCH} />
        </div>
      </Specimen>
      <Specimen name="UsageBreakdown">
        <Card isFlush className="w-full">
          <UsageBreakdown
            tab="model"
            rows={[
              { id: "opus", name: "Claude Opus 5.5", figures: LARGE },
              { id: "fable", name: "Claude Fable 5.2", figures: BEFORE },
            ]}
            search={SEARCH}
          />
        </Card>
      </Specimen>
    </>
  );
}
