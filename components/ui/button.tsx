import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

const buttonLook = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-accent text-on-accent hover:bg-accent-strong",
        secondary: "border border-line-strong bg-surface text-ink hover:bg-sunken",
        ghost: "text-ink hover:bg-sunken",
        quietDanger: "text-danger hover:bg-danger-soft",
        danger: "border border-danger bg-surface text-danger hover:bg-danger-soft",
        link: "h-auto! px-0! text-accent underline underline-offset-4 decoration-accent/40 hover:decoration-accent",
      },
      size: {
        small: "h-9 px-2.5 text-small sm:h-7",
        medium: "h-10 px-3 text-body sm:h-8",
        large: "h-10 px-4 text-body",
        icon: "size-10 sm:size-8",
      },
    },
    defaultVariants: { look: "primary", size: "medium" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonLook> & { asChild?: boolean };

/** `asChild` gives the look to the one child, for links that look like buttons. */
export function Button({ className, look, size, asChild = false, type, ...props }: ButtonProps) {
  const allClasses = classNames(buttonLook({ look, size }), className);
  if (asChild) return <Slot.Root className={allClasses} {...props} />;
  return <button type={type ?? "button"} className={allClasses} {...props} />;
}
