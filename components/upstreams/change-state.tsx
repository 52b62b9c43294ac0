"use client";

import { useTranslations } from "next-intl";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { ChangeForm, type NamedAccount } from "@/components/upstreams/change-form";
import type { UpstreamAction } from "@/components/upstreams/upstream-state";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

const STATES = ["enabled", "draining", "disabled"] as const;

type ChangeStateProps = {
  account: NamedAccount & { state: AccountState };
  /** The state that is chosen at first. */
  next: AccountState;
  action: UpstreamAction;
  onClose(): void;
};

/** Enabled, draining or disabled, each with its meaning. */
export function ChangeState({ account, next, action, onClose }: ChangeStateProps) {
  const t = useTranslations("upstreams");
  const done = (form: FormData) => {
    const state = STATES.find((each) => each === form.get("state")) ?? account.state;
    return t("state.done", { name: account.name, state: t(`states.${state}`) });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent title={t("state.title", { name: account.name })}>
        <ChangeForm account={account} action={action} submit={t("state.submit")} done={done} onDone={onClose}>
          <fieldset className="grid gap-1">
            <legend className="sr-only">{t("table.state")}</legend>
            {STATES.map((each) => (
              <label key={each} className="flex gap-3 rounded-md border p-3 text-body has-checked:border-accent has-checked:bg-accent-soft">
                <input
                  type="radio"
                  name="state"
                  value={each}
                  defaultChecked={each === next}
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
