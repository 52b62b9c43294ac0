"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Primitive } from "radix-ui";
import { type RefObject, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import type { DialogContentProps } from "@/components/ui/dialog-content-props";
import { useTypedGuard } from "@/components/ui/typed-guard";

const CENTRED =
  "top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 rounded-xl border animate-pop";
const AT_THE_EDGE = "inset-y-0 right-0 w-full max-w-120 border-l max-sm:max-w-none max-sm:border-l-0 animate-sheet";

/** The open panel of a dialog: it exists only while the dialog is open, so each opening begins with nothing typed. */
export function DialogPanel({ onClose, ...props }: DialogContentProps & { onClose(): void }) {
  return (
    <Primitive.Root open onOpenChange={onClose}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-[oklch(0.2_0.02_190/0.55)]" />
        <Panel {...props} />
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function Panel(props: DialogContentProps) {
  const { title, description, children, className, isSticky = false, isAskingBeforeLoss = true, actions, isSheet = false } = props;
  const t = useTranslations("controls");
  const guard = useTypedGuard(isAskingBeforeLoss && !isSticky);
  const beforeClosing = (event: { preventDefault(): void }) => {
    if (isSticky || guard.mustAsk()) event.preventDefault();
  };
  return (
    <Primitive.Content
      {...useFocusReturn(props.initialFocus)}
      onInteractOutside={(event) => (isToast(event.target) ? event.preventDefault() : beforeClosing(event))}
      onEscapeKeyDown={beforeClosing}
      onInputCapture={guard.noteTyping}
      {...(description ? {} : { "aria-describedby": undefined })}
      className={classNames(
        "fixed z-50 flex flex-col overflow-hidden bg-surface text-body shadow-raised outline-none",
        isSheet ? AT_THE_EDGE : CENTRED,
        className,
      )}
    >
      <div className="flex min-h-13 shrink-0 items-center gap-2 border-b border-line-subtle py-2 pr-3 pl-5">
        <Primitive.Title className="min-w-0 grow text-h2 break-words">{title}</Primitive.Title>
        {actions}
        {!isSticky && (
          <Primitive.Close
            ref={guard.closeButton}
            aria-label={t("close")}
            onClick={beforeClosing}
            className="grid size-10 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink sm:size-8"
          >
            <X aria-hidden className="size-4" />
          </Primitive.Close>
        )}
      </div>
      <div className="grid min-h-0 scroll-pb-18 content-start gap-4 overflow-y-auto p-5 has-data-dialog-foot:pb-0">
        {description && <Primitive.Description className="text-body text-muted">{description}</Primitive.Description>}
        {children}
      </div>
      {guard.question}
    </Primitive.Content>
  );
}

/** A notice lies above the dialog; closing it is no click outside. */
function isToast(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-sonner-toaster]") !== null;
}

/** The first field of a dialog, which somebody who opened it is about to fill in. */
const FIELDS = "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea";

/** The first focus, and its way back: the primitive knows only a trigger of its own, and a menu or a script opens dialogs too. */
function useFocusReturn(initialFocus?: RefObject<HTMLElement | null>) {
  const [before] = useState(() => document.activeElement);
  return {
    onOpenAutoFocus(event: Event) {
      // Without either the primitive takes the first control, which is the button that closes.
      const first = initialFocus?.current ?? (event.target as Element).querySelector<HTMLElement>(FIELDS);
      if (!first) return;
      event.preventDefault();
      first.focus();
    },
    onCloseAutoFocus(event: Event) {
      if (!(before instanceof HTMLElement) || !before.isConnected || before === document.body) return;
      event.preventDefault();
      before.focus();
    },
  };
}
