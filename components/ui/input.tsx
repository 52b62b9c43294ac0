import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

export const inputLook =
  "h-10 w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 text-base text-ink placeholder:text-muted focus-visible:border-accent aria-invalid:border-danger disabled:opacity-60 sm:text-sm";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={classNames(inputLook, className)} {...props} />;
}
