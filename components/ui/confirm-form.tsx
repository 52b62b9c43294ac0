"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { toast } from "@/components/ui/toast";
import { useFormAction } from "@/components/ui/use-form-action";

// The question is loaded when it is first asked.
const ConfirmDialog = dynamic(() => import("@/components/ui/confirm-dialog").then((module) => module.ConfirmDialog), { ssr: false });

type State = { kind: string };

type ConfirmFormProps<Next extends State> = {
  /** `text` explains the consequences; `done` appears afterwards. */
  words: { open: string; title: ReactNode; text: ReactNode; submit: string; cancel: string; done: ReactNode };
  look?: "secondary" | "danger" | "quietDanger";
  /** Sums, dates and counts that decide, each under its name. */
  facts?: { name: string; value: ReactNode }[];
  /** What has to be typed first. */
  typedName?: string;
  /** The fields that the action receives. */
  fields: Record<string, string>;
  describedBy?: string;
  action: (form: FormData) => Promise<Next>;
  /** The message for any outcome except `done` and an ended session. */
  refusal: (next: Next) => string;
};

/** A button whose action follows after a question. */
export function ConfirmForm<Next extends State>(props: ConfirmFormProps<Next>) {
  const { words, look = "secondary", facts = [], typedName, fields, describedBy, action, refusal } = props;
  const [isOpen, setOpen] = useState(false);
  const [refused, send, noAnswer] = useFormAction(async (_previous: Next | null, form: FormData) => {
    const next = await action(form);
    if (next.kind !== "done") return next;
    setOpen(false);
    toast(words.done);
    return null;
  }, null);
  return (
    <>
      <Button look={look} size="small" aria-haspopup="dialog" aria-describedby={describedBy} onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      {isOpen && (
        <ConfirmDialog
          isOpen
          onOpenChange={setOpen}
          title={words.title}
          text={words.text}
          facts={facts}
          submit={words.submit}
          cancel={words.cancel}
          isDangerous={look !== "secondary"}
          typedName={typedName}
          fields={fields}
          action={send}
          refusal={
            noAnswer ? (
              <NoAnswerAlert reason={noAnswer} />
            ) : (
              refused && (refused.kind === "signed_out" ? <SignedOutAlert /> : <Alert tone="danger">{refusal(refused)}</Alert>)
            )
          }
        />
      )}
    </>
  );
}
