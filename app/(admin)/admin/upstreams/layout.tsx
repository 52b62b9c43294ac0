import type { ReactNode } from "react";

/** An account that is opened from the list lies beside it in a sheet; its address shows it on a page of its own. */
export default function UpstreamsLayout({ children, sheet }: { children: ReactNode; sheet: ReactNode }) {
  return (
    <>
      {children}
      {sheet}
    </>
  );
}
