import type { ReactNode } from "react";

type PageHeaderProps = { title: ReactNode; description?: ReactNode; actions?: ReactNode };

/** The one `h1` of a page. */
export function PageHeader({ title, description, actions }: PageHeaderProps) {
  return (
    <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-6 gap-y-3 py-2 max-sm:min-h-10 max-sm:py-0">
      <div className="grid min-w-0 gap-1">
        <h1 className="text-h1 break-words">{title}</h1>
        {description && <p className="max-w-prose text-body text-muted">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
