import { CopyButton } from "@/components/ui/copy-button";

type CopyableIdProps = {
  id: string;
  /** What is copied: "Copy call id". */
  label: string;
  /** Shows only the last characters; the whole is copied. */
  isShort?: boolean;
};

const SHORT = 8;

/** An id in full or in short, with a button that copies all of it. */
export function CopyableId({ id, label, isShort = false }: CopyableIdProps) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code title={isShort ? id : undefined} className="min-w-0 truncate font-mono text-caption font-normal">
        {isShort && id.length > SHORT ? `…${id.slice(-SHORT)}` : id}
      </code>
      <CopyButton text={id} label={label} isIconOnly look="ghost" />
    </span>
  );
}
