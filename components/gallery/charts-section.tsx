import { Specimen } from "@/components/gallery/specimen";
import { BarStack } from "@/components/ui/bar-stack";
import { CopyableId } from "@/components/ui/copyable-id";
import { Count } from "@/components/ui/count";
import { Delta } from "@/components/ui/delta";
import { KeyValue } from "@/components/ui/key-value";
import { ShareBar } from "@/components/ui/share-bar";
import { Sparkline } from "@/components/ui/sparkline";
import { StatusDot } from "@/components/ui/status-dot";

const DAYS = [3n, 5n, 4n, 8n, 6n, 7n, 2n];

export function ChartsSection() {
  return (
    <>
      <Specimen name="BarStack">
        <BarStack
          label="Spend by day"
          bars={DAYS.map((value, index) => ({
            id: String(index),
            title: `Day ${index + 1}: $${value}.00`,
            parts: [
              { id: "opus", value, colour: "var(--chart-1)" },
              { id: "haiku", value: value / 2n, colour: "var(--chart-2)" },
            ],
            isRunning: index === DAYS.length - 1,
          }))}
        />
      </Specimen>
      <Specimen name="Sparkline, ShareBar">
        <Sparkline label="Hit rate by day" values={[2, 3, 5, 4, 8]} />
        <ShareBar
          parts={[
            { id: "read", permille: 700, colour: "var(--class-read)" },
            { id: "rest", permille: 300, colour: "var(--line)" },
          ]}
        />
      </Specimen>
      <Specimen name="Delta, Count">
        <Delta now={125n} before={100n} />
        <Delta now={88n} before={100n} rise="good" />
        <Delta now={5n} before={0n} />
        <Count value={12_900_000_123} />
        <Count value={12_900_000_123} isExact />
      </Specimen>
      <Specimen name="StatusDot">
        {(["quiet", "positive", "warning", "danger", "info"] as const).map((tone) => (
          <StatusDot key={tone} tone={tone}>
            {tone}
          </StatusDot>
        ))}
      </Specimen>
      <Specimen name="KeyValue, CopyableId">
        <div className="w-72">
          <KeyValue
            title="Request"
            pairs={[
              { name: "Call id", value: <CopyableId id="0198c0de-0000-7000-8000-000000000000" label="Copy call id" isShort /> },
              { name: "Stop reason", value: null },
            ]}
          />
        </div>
      </Specimen>
    </>
  );
}
