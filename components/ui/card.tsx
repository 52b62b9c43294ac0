import type { ComponentProps, ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

type CardProps = Omit<ComponentProps<"section">, "title"> & {
  title?: ReactNode;
  description?: ReactNode;
  /** Buttons or links at the right of the title. */
  actions?: ReactNode;
  /** For tables and charts that reach the card's edges. */
  isFlush?: boolean;
};

export function Card({ title, description, actions, isFlush = false, className, children, ...props }: CardProps) {
  return (
    <section className={classNames("min-w-0 rounded-lg border bg-surface", className)} {...props}>
      {(title || actions) && (
        <div className={classNames("flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4 pb-3", !isFlush && "sm:px-5")}>
          <div className="grid min-w-0 gap-0.5">
            {title && <h2 className="font-semibold tracking-tight">{title}</h2>}
            {description && <p className="text-body text-muted">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      )}
      <div className={isFlush ? "" : classNames("px-4 pb-4 sm:px-5 sm:pb-5", !(title || actions) && "pt-4 sm:pt-5")}>{children}</div>
    </section>
  );
}
