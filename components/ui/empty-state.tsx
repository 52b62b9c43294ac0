import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";

type EmptyStateProps = {
  title: ReactNode;
  /** The meaning of this list, in one sentence. */
  children?: ReactNode;
  /** One action. */
  action?: ReactNode;
  icon?: ReactNode;
};

/** A list that is empty because all is well, in one line: an operator looks for what is not. */
export function AllWell({ children }: { children: ReactNode }) {
  return (
    <p className="flex min-h-11 items-center gap-2.5 border-t border-line-subtle px-4 py-2 text-small text-muted">
      <CircleCheck aria-hidden className="size-4 shrink-0 text-positive" />
      {children}
    </p>
  );
}

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
