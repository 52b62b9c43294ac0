import Link from "next/link";
import { classNames } from "@/components/ui/class-names";

type LinkTabsProps = {
  /** What the tabs choose between, for screen readers. */
  label: string;
  tabs: readonly { id: string; name: string; href: string }[];
  current: string;
  className?: string;
};

/** Views of one page side by side. Each has its address, so they work without scripts; `Tabs` is for panels without one. */
export function LinkTabs({ label, tabs, current, className }: LinkTabsProps) {
  return (
    <nav aria-label={label} className={classNames("flex gap-4 overflow-x-auto overflow-y-hidden border-b", className)}>
      {tabs.map(({ id, name, href }) => (
        <Link
          key={id}
          href={href}
          scroll={false}
          prefetch={false}
          aria-current={id === current ? "page" : undefined}
          className="-mb-px flex h-9 items-center border-b-2 border-transparent px-0.5 text-body font-medium whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
