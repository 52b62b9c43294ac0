"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";

type ConfirmDialogProps = {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  title: ReactNode;
  /** The consequence, in one or two sentences. */
  text: ReactNode;
  /** Sums, dates and counts that decide, each under its name. */
  facts?: { name: string; value: ReactNode }[];
  submit: string;
  cancel?: string;
  isDangerous?: boolean;
  /** What has to be typed first, such as the name of the thing that will be gone. */
  typedName?: string | undefined;
  /** Why the last try was refused. */
  refusal?: ReactNode;
  /** The hidden fields of the form. */
  fields?: Record<string, string>;
  /** The action of the form. It closes the dialog if it succeeds. */
  action(form: FormData): void;
};

/** A question before something that cannot be undone. The focus is on Cancel, so that Enter alone does nothing. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, onOpenChange, title, text } = props;
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent title={title} description={text} isAskingBeforeLoss={false} initialFocus={cancel}>
        <Question {...props} cancelButton={cancel} />
      </DialogContent>
    </Dialog>
  );
}

function Question({ facts, submit, cancel, isDangerous, typedName, refusal, fields, action, cancelButton }: QuestionProps) {
  const t = useTranslations("controls");
  const [typed, setTyped] = useState("");
  const id = useId();
  const isReady = typedName === undefined || typed.trim() === typedName;
  return (
    <form action={action} className="grid gap-4">
      {refusal}
      {Object.entries(fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {facts && facts.length > 0 && (
        <dl className="grid gap-2 rounded-md border border-line-subtle bg-sunken px-3 py-2">
          {facts.map(({ name, value }) => (
            <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4">
              <dt className="text-muted">{name}</dt>
              <dd className="figure font-medium break-words">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {typedName !== undefined && (
        <Field label={t.rich("typeName", { name: () => <bdi className="font-mono">{typedName}</bdi> })}>
          <Input id={id} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
        </Field>
      )}
      <DialogActions>
        <DialogClose asChild>
          <Button ref={cancelButton} look="secondary">
            {cancel ?? t("cancel")}
          </Button>
        </DialogClose>
        <SubmitButton look={isDangerous ? "danger" : "primary"} disabled={!isReady}>
          {submit}
        </SubmitButton>
      </DialogActions>
    </form>
  );
}

type QuestionProps = ConfirmDialogProps & { cancelButton: RefObject<HTMLButtonElement | null> };
