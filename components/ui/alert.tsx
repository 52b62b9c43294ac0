import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

const LOOKS = {
  neutral: { box: "border-line-strong bg-sunken", mark: "text-muted", Icon: Info },
  positive: { box: "border-positive/50 bg-positive-soft", mark: "text-positive", Icon: CircleCheck },
  warning: { box: "border-warning/50 bg-warning-soft", mark: "text-warning", Icon: TriangleAlert },
  danger: { box: "border-danger/50 bg-danger-soft", mark: "text-danger", Icon: CircleAlert },
};

type AlertProps = { tone?: keyof typeof LOOKS; title?: ReactNode; children?: ReactNode; className?: string };

/** A message inside a page. A screen reader reads danger at once, the others when it is free. */
export function Alert({ tone = "neutral", title, children, className }: AlertProps) {
  const { box, mark, Icon } = LOOKS[tone];
  return (
    <div role={tone === "danger" ? "alert" : "status"} className={classNames("flex gap-3 rounded-md border p-3 text-body", box, className)}>
      <Icon aria-hidden className={classNames("mt-0.5 size-4 shrink-0", mark)} />
      <div className="grid min-w-0 gap-1 break-words">
        {title && <p className="font-semibold">{title}</p>}
        {children}
      </div>
    </div>
  );
}
