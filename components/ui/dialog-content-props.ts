import type { ReactNode, RefObject } from "react";

export type DialogContentProps = {
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  className?: string;
  /** For a dialog that must not close by a stray click, such as one that shows a secret once. */
  isSticky?: boolean;
  /** False where nothing is lost by closing, such as in a search. */
  isAskingBeforeLoss?: boolean;
  /** What has the focus first; without it, the first field. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** Beside the title, such as buttons of a sheet. */
  actions?: ReactNode;
  /** A drawer at the right edge, which fills narrow screens. */
  isSheet?: boolean;
};
