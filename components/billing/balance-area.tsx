"use client";

import { useFormatter, useLocale } from "next-intl";
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { moneyText } from "@/components/ui/money-display";

/** Money is exact text, since it is sent from the server. */
type Day = { day: string; balanceNano: string };
export type BalanceAreaProps = { days: readonly Day[] };

/** Only the drawing: its words are in the takeaway, its movements in the list of activity. */
export function BalanceArea({ days }: BalanceAreaProps) {
  const format = useFormatter();
  const locale = useLocale();
  const name = (day: string) => format.dateTime(new Date(`${day}T00:00:00Z`), { timeZone: "UTC", month: "short", day: "numeric" });
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart data={[...days]} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line-subtle)" />
        <XAxis dataKey="day" tickFormatter={name} tick={TICK} tickLine={false} axisLine={{ stroke: "var(--line)" }} minTickGap={28} />
        <YAxis
          tickFormatter={(value: number) => format.number(value, { style: "currency", currency: "USD", notation: "compact" })}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={56}
        />
        <Tooltip
          cursor={{ stroke: "var(--line-strong)" }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const day: Day | undefined = payload?.[0]?.payload;
            if (!active || !day) return null;
            return (
              <p className="flex gap-6 rounded-md border bg-raised px-3 py-2 text-small shadow-raised">
                {name(day.day)} <span className="figure font-semibold">{moneyText(BigInt(day.balanceNano), "balance", locale)}</span>
              </p>
            );
          }}
        />
        <Area dataKey={drawn} stroke="var(--accent)" strokeWidth={1.5} fill="var(--accent)" fillOpacity={0.12} isAnimationActive={false} />
      </AreaChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "var(--muted)", fontSize: 12 };
const NANO = 1e9;

/** For the height alone: every figure that is read comes from its integer. */
function drawn({ balanceNano }: Day): number {
  return Number.parseInt(balanceNano, 10) / NANO;
}
