import { CopyButton } from "@/components/ui/copy-button";

// Scrollable content must be reachable by keyboard.
const SCROLLABLE = { tabIndex: 0 };

type CodeBlockProps = { code: string /** What it is, for screen readers: "curl example". */; label: string; isCopyable?: boolean };

/** A snippet that scrolls inside itself and is reachable by keyboard. */
export function CodeBlock({ code, label, isCopyable = true }: CodeBlockProps) {
  return (
    <div className="relative min-w-0 rounded-md border bg-sunken">
      <section {...SCROLLABLE} aria-label={label} className="overflow-x-auto p-4 pr-24">
        <pre className="font-mono text-small leading-relaxed">
          <code>{code}</code>
        </pre>
      </section>
      {isCopyable && (
        <div className="absolute top-2 right-2">
          <CopyButton text={code} />
        </div>
      )}
    </div>
  );
}
