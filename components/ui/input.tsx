import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

export const inputLook =
  "h-10 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-lead text-ink placeholder:text-muted focus-visible:border-accent aria-invalid:border-danger disabled:opacity-60 sm:h-8 sm:text-body";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={classNames(inputLook, className)} {...props} />;
}
