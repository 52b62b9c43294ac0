import { Fragment } from "react";
import { classNames } from "@/components/ui/class-names";

/** Text of the document: paragraphs, and `code` between backticks. */
export function Prose({ text, className }: { text: string; className?: string }) {
  return (
    <div className={classNames("grid gap-2", className)}>
      {text.split("\n\n").map((paragraph) => (
        <p key={paragraph} className="max-w-prose">
          <Inline text={paragraph} />
        </p>
      ))}
    </div>
  );
}

export function Inline({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
      <code key={index} className="code-in-text">
        {part}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
