import { classNames } from "@/components/ui/class-names";

type SharePart = { id: string; permille: number /** Of CSS: "var(--class-read)". */; colour: string };

/** Parts of a whole as one thin bar. The figures stand beside it, so screen readers do without. */
export function ShareBar({ parts, className = "w-8" }: { parts: readonly SharePart[]; className?: string }) {
  return (
    <span aria-hidden className={classNames("inline-flex h-1.5 shrink-0 overflow-hidden rounded-full bg-sunken align-middle", className)}>
      {parts.map(({ id, permille, colour }) => (
        <span key={id} style={{ width: `${permille / 10}%`, background: colour }} />
      ))}
    </span>
  );
}
