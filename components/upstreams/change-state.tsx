"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { ChangeForm, type NamedAccount } from "@/components/upstreams/change-form";
import type { UpstreamAction } from "@/components/upstreams/upstream-state";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

const STATES = ["enabled", "draining", "disabled"] as const;

type ChangeStateProps = { account: NamedAccount & { state: AccountState }; describedBy: string; action: UpstreamAction };

/** Enabled, draining or disabled, each with its meaning. */
export function ChangeState({ account, describedBy, action }: ChangeStateProps) {
  const t = useTranslations("upstreams");
  const [isOpen, setOpen] = useState(false);
  const done = (form: FormData) => {
    const state = STATES.find((each) => each === form.get("state")) ?? account.state;
    return t("state.done", { name: account.name, state: t(`states.${state}`) });
  };
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button look="ghost" size="small" aria-describedby={describedBy}>
          {t("state.open")}
        </Button>
      </DialogTrigger>
      <DialogContent title={t("state.title", { name: account.name })}>
        <ChangeForm account={account} action={action} submit={t("state.submit")} done={done} onDone={() => setOpen(false)}>
          <fieldset className="grid gap-1">
            <legend className="sr-only">{t("table.state")}</legend>
            {STATES.map((each) => (
              <label key={each} className="flex gap-3 rounded-md border p-3 text-body has-checked:border-accent has-checked:bg-accent-soft">
                <input
                  type="radio"
                  name="state"
                  value={each}
                  defaultChecked={each === account.state}
                  className="mt-0.5 size-4 shrink-0 accent-accent"
                />
                <span className="grid gap-0.5">
                  <span className="font-medium">{t(`states.${each}`)}</span>
                  <span className="text-ink/80">{t(`stateTexts.${each}`)}</span>
                </span>
              </label>
            ))}
          </fieldset>
        </ChangeForm>
      </DialogContent>
    </Dialog>
  );
}
