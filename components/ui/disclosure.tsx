import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

type DisclosureProps = {
  label: ReactNode;
  icon?: ReactNode;
  /** The panel's edge that lies at the button's. */
  align?: "left" | "right";
  /** Panels of one name: opening one closes the others. */
  group?: string;
  className?: string;
  children: ReactNode;
};

/** A small panel below a button. The platform's own element, so that it opens without scripts too. */
export function Disclosure({ label, icon, align = "right", group = "panel", className, children }: DisclosureProps) {
  return (
    <details name={group} className="group/panel relative">
      <summary className="flex h-10 list-none items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2.5 text-small font-medium whitespace-nowrap hover:bg-hover sm:h-8 [&::-webkit-details-marker]:hidden [&_svg]:size-4">
        {icon}
        {label}
        <ChevronDown aria-hidden className="text-muted transition-transform group-open/panel:rotate-180" />
      </summary>
      <div
        className={classNames(
          "absolute top-full z-30 mt-1 w-max max-w-[min(22rem,calc(100vw-2rem))] rounded-lg border bg-raised p-2 text-small shadow-raised",
          align === "right" ? "right-0 max-sm:right-auto max-sm:left-0" : "left-0",
          className,
        )}
      >
        {children}
      </div>
    </details>
  );
}
