import type { ReactNode } from "react";

type StatProps = {
  label: ReactNode;
  value: ReactNode;
  /** The meaning or the parts of the figure. */
  note?: ReactNode;
  testId?: string;
};

/** One figure. Put several into `<StatStrip>`. */
export function Stat({ label, value, note, testId }: StatProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1 bg-surface p-4 sm:p-5">
      <dt className="text-body text-muted">{label}</dt>
      <dd className="grid gap-1">
        <span data-testid={testId} className="figure text-figure break-words">
          {value}
        </span>
        {note && <span className="text-small text-muted">{note}</span>}
      </dd>
    </div>
  );
}

/** Figures side by side, separated by hairlines like the columns of a ledger. */
export function StatStrip({ children }: { children: ReactNode }) {
  return (
    <dl className="grid gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-2 sm:max-xl:[&>:last-child:nth-child(odd)]:col-span-2 xl:grid-cols-[repeat(auto-fit,minmax(12rem,1fr))]">
      {children}
    </dl>
  );
}
