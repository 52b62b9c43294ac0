"use client";

import { type ComponentProps, useRef } from "react";
import { Input } from "@/components/ui/input";

type DayInputProps = Pick<ComponentProps<"input">, "id" | "min" | "max"> & {
  /** `YYYY-MM-DD`, or null for none. */
  value: string | null;
  onChoose(value: string | null): void;
};

/**
 * A day that is chosen in the calendar counts at once. A typed one counts when the field is left or with Enter, because the field holds
 * a complete day of another year after each digit.
 */
export function DayInput({ value, onChoose, ...props }: DayInputProps) {
  const isTyping = useRef(false);
  const commit = (input: HTMLInputElement) => {
    isTyping.current = false;
    if (!input.validity.valid) input.value = value ?? "";
    else if (input.value !== (value ?? "")) onChoose(input.value || null);
  };
  return (
    <Input
      {...props}
      key={value}
      type="date"
      defaultValue={value ?? ""}
      onPointerDown={() => {
        isTyping.current = false;
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit(event.currentTarget);
        else isTyping.current = true;
      }}
      onChange={(event) => !isTyping.current && commit(event.currentTarget)}
      onBlur={(event) => commit(event.currentTarget)}
    />
  );
}
