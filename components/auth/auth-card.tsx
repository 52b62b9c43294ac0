import type { ReactNode } from "react";

type AuthCardProps = { title: ReactNode; description?: ReactNode; children?: ReactNode /** Other ways, as links. */; footer?: ReactNode };

/** One form or message with its heading, in the narrow column of the sign-in pages. */
export function AuthCard({ title, description, children, footer }: AuthCardProps) {
  return (
    <section className="grid gap-6 sm:rounded-lg sm:border sm:bg-surface sm:p-8">
      <div className="grid gap-2">
        <h1 className="text-h1">{title}</h1>
        {description && <p className="text-body text-muted">{description}</p>}
      </div>
      {children}
      {footer && <div className="flex flex-wrap gap-x-5 gap-y-2 border-t pt-5 text-body text-muted">{footer}</div>}
    </section>
  );
}
