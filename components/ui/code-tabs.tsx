import { CopyButton } from "@/components/ui/copy-button";

export type CodeSample = {
  id: string;
  name: string;
  code: string /** What it is, for screen readers: "Hello with curl". */;
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

// Scrollable content must be reachable by keyboard.
const SCROLLABLE = { tabIndex: 0 };

/** One thing in several languages, with the languages in the head. The choice needs no script; `CodeLanguage` remembers it. */
export function CodeTabs({ id, label, samples }: CodeTabsProps) {
  return (
    <div className="group/code relative min-w-0 rounded-md border bg-sunken">
      <fieldset className="mr-24 flex h-8 min-w-0 gap-3 overflow-x-auto pl-3">
        <legend className="sr-only">{label}</legend>
        {samples.map((sample, index) => (
          <label
            key={sample.id}
            className="flex h-8 cursor-pointer items-center border-b-2 border-transparent text-small font-medium whitespace-nowrap text-muted hover:text-ink has-checked:border-accent has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent"
          >
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
        <div key={sample.id} className={`hidden min-w-0 border-t ${SHOWN[index] ?? ""}`}>
          <div className="absolute top-0.5 right-0.5">
            <CopyButton text={sample.code} look="ghost" />
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
