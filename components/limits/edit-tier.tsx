"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, startTransition, useActionState, useState } from "react";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import type { TierAction, TierState } from "@/components/limits/tier-state";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { TIER_FIELDS, type TierForm } from "@/lib/tiers/tier-form";

type EditTierProps = { id: string; name: string; seen: TierForm; describedBy: string; action: TierAction };

export function EditTier({ describedBy, ...tier }: EditTierProps) {
  const t = useTranslations("limits");
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button look="ghost" size="small" aria-describedby={describedBy}>
          {t("edit.open")}
        </Button>
      </DialogTrigger>
      <DialogContent title={t("edit.title", { name: tier.name })} description={t("edit.text")}>
        <TierEditor {...tier} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function TierEditor({ id, name, seen, action, onDone }: Omit<EditTierProps, "describedBy"> & { onDone: () => void }) {
  const t = useTranslations("limits");
  const [state, send, isPending] = useActionState(async (_previous: TierState, form: FormData) => {
    const next = await action(form);
    if (next.kind !== "done") return next;
    onDone();
    toast(t("edit.done", { name }));
    return next;
  }, IDLE);
  // Not the form's own action: it would empty every field when one of them has an error.
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (!isPending) startTransition(() => send(form));
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <input type="hidden" name="id" value={id} />
      <TierFields seen={seen} wrong={state.kind === "wrong" ? state.fields : []} />
      {state.kind === "signed_out" && <SignedOutAlert />}
      {state.kind === "refused" && <Alert tone="danger">{t(`errors.${state.reason}`)}</Alert>}
      <DialogActions>
        <DialogClose asChild>
          <Button look="secondary">{t("cancel")}</Button>
        </DialogClose>
        <Button type="submit" aria-disabled={isPending}>
          {isPending && <LoaderCircle aria-hidden className="animate-spin" />}
          {t("edit.submit")}
        </Button>
      </DialogActions>
    </form>
  );
}

/** Each figure twice: the edited one, and the one that the admin saw. The second reveals a change in between. */
function TierFields({ seen, wrong }: { seen: TierForm; wrong: readonly (typeof TIER_FIELDS)[number][] }) {
  const t = useTranslations("limits");
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {TIER_FIELDS.map((field) => (
        <div key={field} className={field === "topup" ? "sm:col-span-2" : undefined}>
          <input type="hidden" name={`seen.${field}`} value={seen[field]} />
          <Field
            label={t(`fields.${field}`)}
            hint={field === "topup" && t("topupHint")}
            error={wrong.includes(field) && t(`wrong.${field}`)}
          >
            <Input name={field} defaultValue={seen[field]} inputMode="decimal" autoComplete="off" className="figure" />
          </Field>
        </div>
      ))}
    </div>
  );
}

const IDLE: TierState = { kind: "idle" };
