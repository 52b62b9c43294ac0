import { Specimen } from "@/components/gallery/specimen";
import { Card } from "@/components/ui/card";
import { Gauge } from "@/components/ui/gauge";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { Stat, StatStrip } from "@/components/ui/stat";

const AMOUNT = 405_213_164_000n;
const NOW = new Date("2026-11-29T06:15:00Z");

export function FiguresSection() {
  return (
    <>
      <Specimen name="Money">
        {(["balance", "sum", "call", "exact"] as const).map((kind) => (
          <Money key={kind} amountNano={AMOUNT} kind={kind} />
        ))}
        <Money amountNano={1n} kind="call" />
      </Specimen>
      <Specimen name="Moment">
        <Moment at={new Date("2026-11-29T06:11:00Z")} timeZone="UTC" now={NOW} />
        <Moment at={new Date("2026-11-20T06:11:00Z")} timeZone="UTC" now={NOW} />
      </Specimen>
      <Specimen name="Gauge">
        {[400, 950, 1_000].map((permille) => (
          <div key={permille} className="w-40">
            <Gauge label="Budget" text={`${permille / 10}%`} permille={permille} />
          </div>
        ))}
      </Specimen>
      <Specimen name="Card, StatStrip">
        <div className="w-full min-w-0">
          <Card title="Balance" description="What calls can spend.">
            <StatStrip>
              <Stat label="Available" value={<Money amountNano={AMOUNT} kind="balance" />} note="2 running" />
              <Stat label="Held" value={<Money amountNano={6_100_000n} kind="sum" />} />
            </StatStrip>
          </Card>
        </div>
      </Specimen>
    </>
  );
}
