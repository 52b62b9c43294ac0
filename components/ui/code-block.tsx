import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { CopyCode } from "@/components/ui/copy-code";

// Scrollable content must be reachable by keyboard.
const SCROLLABLE = { tabIndex: 0 };

type CodeBlockProps = {
  code: string;
  /** What it is, for screen readers: "curl example". */
  label: string;
  /** What it is, in a head of 32 px. Without one the copy button lies over the code. */
  title?: string;
  isCopyable?: boolean;
  /** The code in colours. */
  coloured?: ReactNode;
};

/** A snippet that scrolls inside itself and is reachable by keyboard. */
export function CodeBlock({ code, label, title, isCopyable = true, coloured }: CodeBlockProps) {
  return (
    <div data-code className="relative min-w-0 rounded-md border bg-sunken">
      {title && (
        <div className="flex h-8 items-center justify-between gap-2 border-b pr-0.5 pl-3 text-small font-medium text-muted">
          {title}
          {isCopyable && <CopyCode />}
        </div>
      )}
      <section {...SCROLLABLE} aria-label={label} className={title ? "overflow-x-auto p-4" : "overflow-x-auto p-4 pr-24"}>
        <pre className="font-mono text-small leading-relaxed">
          <code>{coloured ?? code}</code>
        </pre>
      </section>
      {isCopyable && !title && (
        <div className="absolute top-2 right-2">
          <CopyButton text={code} />
        </div>
      )}
    </div>
  );
}
