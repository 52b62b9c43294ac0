import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

const DOTS = {
  quiet: "bg-line-strong",
  positive: "bg-positive",
  warning: "bg-warning",
  danger: "bg-danger",
  info: "bg-info",
};

type StatusDotProps = {
  /** Quiet is the normal case, which needs no colour. */
  tone: keyof typeof DOTS;
  children: ReactNode;
  /** Only the dot is drawn; the words are for screen readers and the title. */
  title?: string;
};

/** A state in a word or two. The dot only repeats what the words say. */
export function StatusDot({ tone, children, title }: StatusDotProps) {
  return (
    <span title={title} className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden className={classNames("size-1.5 shrink-0 rounded-full", DOTS[tone])} />
      <span className={title ? "sr-only" : undefined}>{children}</span>
    </span>
  );
}
