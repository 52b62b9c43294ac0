import type { ReactNode } from "react";

type EmptyStateProps = {
  title: ReactNode;
  /** The meaning of this list, in one sentence. */
  children?: ReactNode;
  /** One action. */
  action?: ReactNode;
  icon?: ReactNode;
};

export function EmptyState({ title, children, action, icon }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-2 px-4 py-12 text-center">
      {icon && (
        <span aria-hidden className="mb-1 grid size-10 place-items-center rounded-full border bg-sunken text-muted [&_svg]:size-5">
          {icon}
        </span>
      )}
      <p className="font-semibold">{title}</p>
      {children && <div className="max-w-prose text-body text-muted">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
