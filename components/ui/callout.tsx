import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

const LOOKS = {
  info: { box: "border-line bg-sunken", mark: "text-info", Icon: Info },
  positive: { box: "border-positive/40 bg-positive-soft", mark: "text-positive", Icon: CircleCheck },
  warning: { box: "border-warning/40 bg-warning-soft", mark: "text-warning", Icon: TriangleAlert },
  danger: { box: "border-danger/40 bg-danger-soft", mark: "text-danger", Icon: CircleAlert },
};

type CalloutProps = {
  tone?: keyof typeof LOOKS;
  children: ReactNode;
  /** Links or buttons of the look "link" at the end of the line. */
  actions?: ReactNode;
};

/** A fact in one line of 36 px, with what can be done about it. For an answer to something sent, `Alert` has the roles. */
export function Callout({ tone = "info", children, actions }: CalloutProps) {
  const { box, mark, Icon } = LOOKS[tone];
  return (
    <div className={classNames("flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 rounded-md border px-3 py-1 text-small", box)}>
      <Icon aria-hidden className={classNames("size-4 shrink-0", mark)} />
      <span className="min-w-0 break-words">{children}</span>
      {actions}
    </div>
  );
}
