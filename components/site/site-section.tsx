import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

type SiteSectionProps = { id?: string; title: string; text: string; isRaised?: boolean; children: ReactNode };

/** A section of a public page: heading, a sentence, content. */
export function SiteSection({ id, title, text, isRaised = false, children }: SiteSectionProps) {
  return (
    <section id={id} className={classNames("border-t", isRaised && "bg-surface")}>
      <div className="mx-auto grid max-w-6xl gap-8 px-4 py-16 sm:px-6">
        <div className="grid gap-2">
          <h2 className="text-section">{title}</h2>
          <p className="max-w-prose text-muted">{text}</p>
        </div>
        {children}
      </div>
    </section>
  );
}
