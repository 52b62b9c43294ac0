"use client";

import { useFormatter } from "next-intl";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ChartRow, Series } from "@/components/usage/chart-series";

type NamedSeries = Series & { name: string };
type StackedBarsProps = { rows: ChartRow[]; series: NamedSeries[] };

/** Only the drawing: the takeaway has its words, the table its figures. */
export function StackedBars({ rows, series }: StackedBarsProps) {
  const format = useFormatter();
  const dayName = (day: string) => format.dateTime(new Date(`${day}T00:00:00Z`), { timeZone: "UTC", month: "short", day: "numeric" });
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={rows} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false} barCategoryGap="18%">
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="day"
          tickFormatter={dayName}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          minTickGap={28}
        />
        <YAxis
          tickFormatter={(value: number) => format.number(value, { notation: "compact" })}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={52}
        />
        <Tooltip
          cursor={{ fill: "var(--sunken)" }}
          content={(shown) => shown.active && <DayCard row={rowOf(shown.payload)} series={series} dayName={dayName} />}
        />
        {series.map(({ id, name, colour }) => (
          <Bar
            key={id}
            dataKey={(row: ChartRow) => row.counts[id] ?? 0}
            name={name}
            stackId="all"
            fill={colour}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "var(--muted)", fontSize: 12 };

function rowOf(payload: readonly { payload?: ChartRow }[] | undefined): ChartRow | undefined {
  return payload?.[0]?.payload;
}

function DayCard({ row, series, dayName }: { row: ChartRow | undefined; series: NamedSeries[]; dayName: (day: string) => string }) {
  const format = useFormatter();
  if (!row) return null;
  return (
    <div className="rounded-md border bg-surface p-3 text-small shadow-raised">
      <p className="mb-1.5 font-semibold">{dayName(row.day)}</p>
      <table>
        <tbody>
          {series.toReversed().map(({ id, name, colour }) => (
            <tr key={id}>
              <td className="pr-4">
                <span className="mr-2 inline-block size-2 rounded-sm" style={{ background: colour }} />
                {name}
              </td>
              <td className="figure text-right">{format.number(row.counts[id] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
