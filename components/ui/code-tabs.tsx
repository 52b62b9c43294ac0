import type { ReactNode } from "react";
import { CopyCode } from "@/components/ui/copy-code";

type CodeSample = {
  id: string;
  name: string;
  /** The text, in colours if there are any. */
  code: ReactNode;
  /** What it is, for screen readers: "Hello with curl". */
  label: string;
};

type CodeTabsProps = { /** Unique on the page. */ id: string; label: string; samples: readonly CodeSample[] };

/** Written out, since the build finds classes by their text. */
const SHOWN = [
  "group-has-[[value=s0]:checked]/code:block",
  "group-has-[[value=s1]:checked]/code:block",
  "group-has-[[value=s2]:checked]/code:block",
  "group-has-[[value=s3]:checked]/code:block",
  "group-has-[[value=s4]:checked]/code:block",
  "group-has-[[value=s5]:checked]/code:block",
  "group-has-[[value=s6]:checked]/code:block",
  "group-has-[[value=s7]:checked]/code:block",
  "group-has-[[value=s8]:checked]/code:block",
  "group-has-[[value=s9]:checked]/code:block",
];

/** The look of the languages' names, said once for all of them: a page of the reference has dozens. */
const NAMES =
  "[&>label]:flex [&>label]:h-8 [&>label]:cursor-pointer [&>label]:items-center [&>label]:border-b-2 [&>label]:border-transparent [&>label]:text-small [&>label]:font-medium [&>label]:whitespace-nowrap [&>label]:text-muted [&>label:hover]:text-ink [&>label:has(:checked)]:border-accent [&>label:has(:checked)]:text-ink [&>label:has(:focus-visible)]:outline-2 [&>label:has(:focus-visible)]:-outline-offset-2 [&>label:has(:focus-visible)]:outline-accent";

// Scrollable content must be reachable by keyboard.
const SCROLLABLE = { tabIndex: 0 };

/** One thing in several languages, with the languages in the head. The choice needs no script; `CodeLanguage` remembers it. */
export function CodeTabs({ id, label, samples }: CodeTabsProps) {
  return (
    <div className="group/code relative min-w-0 rounded-md border bg-sunken">
      <fieldset className={`mr-24 flex h-8 min-w-0 gap-3 overflow-x-auto pl-3 ${NAMES}`}>
        <legend className="sr-only">{label}</legend>
        {samples.map((sample, index) => (
          <label key={sample.id}>
            <input
              type="radio"
              name={`${id}-language`}
              value={`s${index}`}
              data-language={sample.id}
              defaultChecked={index === 0}
              className="sr-only"
            />
            {sample.name}
          </label>
        ))}
      </fieldset>
      {samples.map((sample, index) => (
        <div key={sample.id} data-code className={`hidden min-w-0 border-t ${SHOWN[index] ?? ""}`}>
          <div className="absolute top-0.5 right-0.5">
            <CopyCode />
          </div>
          <section {...SCROLLABLE} aria-label={sample.label} className="overflow-x-auto p-4">
            <pre className="font-mono text-small leading-relaxed">
              <code>{sample.code}</code>
            </pre>
          </section>
        </div>
      ))}
    </div>
  );
}
