"use client";

import { useFormatter, useLocale } from "next-intl";
import { Bar, BarChart, CartesianGrid, Cell, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { moneyText } from "@/components/ui/money-display";
import type { ChartRow } from "@/components/usage/chart-series";

type NamedSeries = { id: string; name: string; colour: string };
export type StackedBarsProps = {
  rows: readonly ChartRow[];
  series: readonly NamedSeries[];
  isMoney: boolean;
  isByHour: boolean;
  timeZone: string;
};

/** Only the drawing: the takeaway has its words, the legend and the table its figures. */
export function StackedBars({ rows, series, isMoney, isByHour, timeZone }: StackedBarsProps) {
  const format = useFormatter();
  const placeName = usePlaceName(isByHour, timeZone);
  const axis = (value: number) =>
    isMoney
      ? format.number(value, { style: "currency", currency: "USD", notation: "compact", maximumSignificantDigits: 3 })
      : format.number(value, { notation: "compact", maximumSignificantDigits: 3 });
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...rows]} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false} barCategoryGap="18%">
        <defs>
          {series.map(({ id, colour }, index) => (
            <pattern key={id} id={`running-${index}`} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width={6} height={6} fill={colour} opacity={0.35} />
              <rect width={3} height={6} fill={colour} />
            </pattern>
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line-subtle)" />
        <XAxis
          dataKey="at"
          tickFormatter={(at: string) => placeName(at, true)}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: "var(--line)" }}
          minTickGap={28}
        />
        <YAxis tickFormatter={axis} tick={TICK} tickLine={false} axisLine={false} width="auto" />
        <Tooltip
          cursor={{ fill: "var(--hover)" }}
          isAnimationActive={false}
          content={(shown) =>
            shown.active && <BarCard row={shown.payload?.[0]?.payload} series={series} isMoney={isMoney} placeName={placeName} />
          }
        />
        {series.map(({ id, name, colour }, index) => (
          <Bar
            key={id}
            dataKey={(row: ChartRow) => drawn(row.values[id], isMoney)}
            name={name}
            stackId="all"
            fill={colour}
            isAnimationActive={false}
          >
            {rows.map((row) => (
              <Cell key={row.at} fill={row.isRunning ? `url(#running-${index})` : colour} />
            ))}
          </Bar>
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "var(--muted)", fontSize: 12 };
const NANO = 1e9;

/** For the height of a bar alone: every figure that is read comes from its integer. */
function drawn(value: string | undefined, isMoney: boolean): number {
  const height = Number.parseInt(value ?? "0", 10);
  return isMoney ? height / NANO : height;
}

function usePlaceName(isByHour: boolean, timeZone: string): (at: string, isShort: boolean) => string {
  const format = useFormatter();
  return (at, isShort) =>
    isByHour
      ? format.dateTime(new Date(at), { timeZone, hour: "2-digit", minute: "2-digit", ...(!isShort && { month: "short", day: "numeric" }) })
      : format.dateTime(new Date(`${at}T00:00:00Z`), { timeZone: "UTC", month: "short", day: "numeric" });
}

type BarCardProps = {
  row: ChartRow | undefined;
  series: readonly NamedSeries[];
  isMoney: boolean;
  placeName: (at: string, isShort: boolean) => string;
};

function BarCard({ row, series, isMoney, placeName }: BarCardProps) {
  const format = useFormatter();
  const locale = useLocale();
  if (!row) return null;
  const text = (value: bigint) => (isMoney ? moneyText(value, "sum", locale) : format.number(value));
  const parts = series.map((each) => ({ ...each, value: BigInt(row.values[each.id] ?? "0") })).filter(({ value }) => value > 0n);
  return (
    <div className="rounded-md border bg-raised p-3 text-small shadow-raised">
      <p className="mb-1.5 flex justify-between gap-6 font-semibold">
        {placeName(row.at, false)}
        <span className="figure">{text(parts.reduce((sum, { value }) => sum + value, 0n))}</span>
      </p>
      <table>
        <tbody>
          {parts.toReversed().map(({ id, name, colour, value }) => (
            <tr key={id}>
              <td className="pr-6">
                <span className="mr-2 inline-block size-2 rounded-sm" style={{ background: colour }} />
                {name}
              </td>
              <td className="figure text-right">{text(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
