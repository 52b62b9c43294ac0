import Link from "next/link";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

type Segment = {
  id: string;
  name: ReactNode;
  /** For a choice that is part of the address. */
  href?: string;
};

type SegmentedControlProps = {
  label: string;
  segments: readonly Segment[];
  value: string;
  /** For a choice inside the page; only from a client component. */
  onChoose?: (id: string) => void;
  className?: string;
};

/** One of a few. Segments with addresses are links, which work without scripts. */
export function SegmentedControl({ label, segments, value, onChoose, className }: SegmentedControlProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form
    <div role="group" aria-label={label} className={classNames("inline-flex max-w-full rounded-md border bg-sunken p-0.5", className)}>
      {segments.map(({ id, name, href }) => {
        const isChosen = id === value;
        const look = classNames(
          "inline-flex h-9 items-center rounded-sm px-2.5 text-small font-medium whitespace-nowrap sm:h-7",
          isChosen ? "bg-surface text-ink shadow-[0_0_0_1px_var(--line)]" : "text-muted hover:text-ink",
        );
        return href ? (
          <Link key={id} href={href} replace scroll={false} aria-current={isChosen ? "true" : undefined} className={look}>
            {name}
          </Link>
        ) : (
          <button key={id} type="button" aria-pressed={isChosen} onClick={() => onChoose?.(id)} className={look}>
            {name}
          </button>
        );
      })}
    </div>
  );
}
