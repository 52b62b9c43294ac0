import { classNames } from "@/components/ui/class-names";

/** A placeholder for content that is still loading. Give it the content's size, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames("animate-pulse rounded-md bg-sunken", className)} />;
}
