import type { ReactNode } from "react";

/** A receipt that is opened from the list lies beside it in a sheet; its address shows it on a page of its own. */
export default function CallsLayout({ children, sheet }: { children: ReactNode; sheet: ReactNode }) {
  return (
    <>
      {children}
      {sheet}
    </>
  );
}
