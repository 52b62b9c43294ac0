"use client";

import { useTranslations } from "next-intl";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { ChangeForm, type NamedAccount } from "@/components/upstreams/change-form";
import { STATES, StateChoice } from "@/components/upstreams/state-choice";
import type { UpstreamAction } from "@/components/upstreams/upstream-state";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

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
          <StateChoice chosen={next} />
        </ChangeForm>
      </DialogContent>
    </Dialog>
  );
}
