"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;

type DialogContentProps = {
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  className?: string;
  /** For a dialog that must not close by a stray click, such as one that shows a secret once. */
  isSticky?: boolean;
};

export function DialogContent({ title, description, children, className, isSticky = false }: DialogContentProps) {
  const t = useTranslations("controls");
  const keepOpen = (event: Event) => isSticky && event.preventDefault();
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-40 bg-[oklch(0.2_0.02_190/0.55)]" />
      <Primitive.Content
        onInteractOutside={keepOpen}
        onEscapeKeyDown={keepOpen}
        {...(description ? {} : { "aria-describedby": undefined })}
        className={classNames(
          "fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 gap-4 overflow-y-auto rounded-lg border bg-surface p-5 shadow-raised sm:p-6",
          className,
        )}
      >
        <div className="grid min-w-0 gap-1 pr-8">
          <Primitive.Title className="text-h2">{title}</Primitive.Title>
          {description && <Primitive.Description className="text-body text-muted">{description}</Primitive.Description>}
        </div>
        {children}
        {!isSticky && (
          <Primitive.Close
            aria-label={t("close")}
            className="absolute top-4 right-4 grid size-8 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </Primitive.Close>
        )}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

/** The row of buttons at the foot: the main one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">{children}</div>;
}
