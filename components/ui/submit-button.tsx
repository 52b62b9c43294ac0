"use client";

import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "@/components/ui/button";

/** The button of a form. While the form is being sent it shows a spinner, and a second press does nothing. */
export function SubmitButton({ children, onClick, ...props }: Omit<ComponentProps<typeof Button>, "type" | "asChild">) {
  const { pending: isPending, action } = useFormStatus();
  // A form with an action for each button is sent by one of them.
  const isSender = isPending && (props.formAction === undefined || props.formAction === action);
  return (
    <Button
      type="submit"
      // Not `disabled`: a disabled button loses the focus of a keyboard user.
      aria-disabled={isPending}
      onClick={(event) => (isPending ? event.preventDefault() : onClick?.(event))}
      {...props}
    >
      {isSender && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </Button>
  );
}
