import type { ReactNode } from "react";

type InterruptionProps = { title: ReactNode; text: ReactNode; icon?: ReactNode; role?: "alert"; children: ReactNode };

/** What stands in place of a page that cannot be shown: what happened, and where to go next. It fits inside the shell and outside. */
export function Interruption({ title, text, icon, role, children }: InterruptionProps) {
  return (
    <div role={role} className="mx-auto grid min-h-[50dvh] w-full max-w-md content-center justify-items-start gap-4 px-4 py-16">
      {icon}
      <h1 className="text-h1">{title}</h1>
      <p className="text-muted">{text}</p>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
    </div>
  );
}
