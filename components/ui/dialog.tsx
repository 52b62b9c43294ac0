"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, type RefObject, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { useTypedGuard } from "@/components/ui/typed-guard";

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
  /** False where nothing is lost by closing, such as in a search. */
  isAskingBeforeLoss?: boolean;
  /** What has the focus first; without it, the first control. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** Beside the title, such as buttons of a sheet. */
  actions?: ReactNode;
  /** A drawer at the right edge, which fills narrow screens. */
  isSheet?: boolean;
};

const CENTRED =
  "top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 rounded-xl border animate-pop";
const AT_THE_EDGE = "inset-y-0 right-0 w-full max-w-120 border-l max-sm:max-w-none max-sm:border-l-0 animate-sheet";

/** The head and the row of buttons stay; what is between them scrolls. Escape and a click outside ask before they drop what was typed. */
export function DialogContent(props: DialogContentProps) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-40 bg-[oklch(0.2_0.02_190/0.55)]" />
      <Panel {...props} />
    </Primitive.Portal>
  );
}

/** A component of its own: it exists only while the dialog is open, so each opening begins with nothing typed. */
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

/** The row of buttons at the foot, the main one last. It stays in sight while what is above it scrolls. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div
      data-dialog-foot=""
      className="sticky bottom-0 z-10 -mx-5 flex min-h-15 items-center justify-end gap-2 border-t border-line-subtle bg-surface px-5 py-2 max-sm:[&>*]:grow"
    >
      {children}
    </div>
  );
}

/** A notice lies above the dialog; closing it is no click outside. */
function isToast(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-sonner-toaster]") !== null;
}

/** The first focus, and its way back: the primitive knows only a trigger of its own, and a menu or a script opens dialogs too. */
function useFocusReturn(initialFocus?: RefObject<HTMLElement | null>) {
  const [before] = useState(() => document.activeElement);
  return {
    onOpenAutoFocus(event: Event) {
      if (!initialFocus?.current) return;
      event.preventDefault();
      initialFocus.current.focus();
    },
    onCloseAutoFocus(event: Event) {
      if (!(before instanceof HTMLElement) || !before.isConnected || before === document.body) return;
      event.preventDefault();
      before.focus();
    },
  };
}
