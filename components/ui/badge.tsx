import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

const badgeLook = cva("inline-flex items-center gap-1 rounded-sm px-1.5 py-0.5 text-caption font-medium whitespace-nowrap [&_svg]:size-3", {
  variants: {
    tone: {
      neutral: "bg-sunken text-ink",
      accent: "bg-accent-soft text-accent-strong",
      positive: "bg-positive-soft text-positive",
      warning: "bg-warning-soft text-warning",
      danger: "bg-danger-soft text-danger",
      info: "bg-info-soft text-info",
    },
  },
  defaultVariants: { tone: "neutral" },
});

/** The text says everything; the colour only repeats it. */
export function Badge({ tone, className, ...props }: ComponentProps<"span"> & VariantProps<typeof badgeLook>) {
  return <span className={classNames(badgeLook({ tone }), className)} {...props} />;
}
