"use client";

import { useActionState, useState } from "react";
import { toast } from "sonner";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { SubmitButton } from "@/components/ui/submit-button";

type State = { kind: string };

type ConfirmFormProps<Next extends State> = {
  /** `text` explains the consequences; `done` appears afterwards. */
  words: { open: string; title: string; text: string; submit: string; cancel: string; done: string };
  look?: "secondary" | "danger" | "quietDanger";
  /** The fields that the action receives. */
  fields: Record<string, string>;
  describedBy?: string;
  action: (form: FormData) => Promise<Next>;
  /** The message for any outcome except `done` and an ended session. */
  refusal: (next: Next) => string;
};

/** A button whose action follows after a question. */
export function ConfirmForm<Next extends State>({
  words,
  look = "secondary",
  fields,
  describedBy,
  action,
  refusal,
}: ConfirmFormProps<Next>) {
  const [isOpen, setOpen] = useState(false);
  const [refused, send] = useActionState(async (_previous: Next | null, form: FormData) => {
    const next = await action(form);
    if (next.kind !== "done") return next;
    setOpen(false);
    toast(words.done);
    return null;
  }, null);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button look={look} size="small" aria-describedby={describedBy}>
          {words.open}
        </Button>
      </DialogTrigger>
      <DialogContent title={words.title} description={words.text}>
        <form action={send} className="grid gap-4">
          {refused?.kind === "signed_out" && <SignedOutAlert />}
          {refused && refused.kind !== "signed_out" && <Alert tone="danger">{refusal(refused)}</Alert>}
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <DialogActions>
            <DialogClose asChild>
              <Button look="secondary">{words.cancel}</Button>
            </DialogClose>
            <SubmitButton {...(look !== "secondary" && { look: "danger" })}>{words.submit}</SubmitButton>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
