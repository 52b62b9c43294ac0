import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

export function Label({ className, htmlFor, children, ...props }: ComponentProps<"label"> & { htmlFor: string }) {
  return (
    <label htmlFor={htmlFor} className={classNames("text-body font-medium text-ink", className)} {...props}>
      {children}
    </label>
  );
}
