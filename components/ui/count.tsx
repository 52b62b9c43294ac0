import { useFormatter } from "next-intl";

const COMPACT_FROM = 100_000;

/** A count. From 100,000 on it is compact, with all digits in the title, unless all of them are asked for. */
export function Count({ value, isExact = false }: { value: number; isExact?: boolean }) {
  const format = useFormatter();
  const exact = format.number(value);
  if (isExact || value < COMPACT_FROM) return <span className="figure">{exact}</span>;
  return (
    <span className="figure" title={exact}>
      {format.number(value, { notation: "compact", maximumSignificantDigits: 3 })}
    </span>
  );
}
