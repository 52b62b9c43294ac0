"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { SheetContent } from "@/components/ui/sheet";
import { SubmitButton } from "@/components/ui/submit-button";
import { toast } from "@/components/ui/toast";
import { AccountEditor } from "@/components/upstreams/account-editor";
import { KindCards, StepList, TestAndEnable } from "@/components/upstreams/add-steps";
import { type CatalogueModel, disabledUnlessFirst, type TestAction, type UpstreamAction } from "@/components/upstreams/upstream-state";
import type { AccountKind } from "@/lib/upstream-accounts/account-form";

export type AddActions = { save: UpstreamAction; move: UpstreamAction; test: TestAction };

type AddSheetProps = { catalogue: CatalogueModel[]; actions: AddActions; isFirst: boolean; onClose(): void };

/** A new account in three steps: its kind, its credentials, and the test before it takes calls. */
export function AddSheet({ catalogue, actions, isFirst, onClose }: AddSheetProps) {
  const t = useTranslations("upstreams");
  const [kind, setKind] = useState<AccountKind | null>(null);
  const [added, setAdded] = useState<{ id: string; name: string; isEnabled: boolean } | null>(null);
  const enabled = () => {
    onClose();
    toast(t("state.done", { name: added?.name ?? "", state: t("states.enabled") }));
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <SheetContent title={t("add.title")} isAskingBeforeLoss={added === null}>
        <StepList current={added ? "test" : kind ? "credentials" : "kind"} />
        {!kind && <KindCards onChoose={setKind} />}
        {kind && !added && (
          <AccountEditor
            account={null}
            kind={kind}
            catalogue={catalogue}
            action={actions.save}
            fields={disabledUnlessFirst(isFirst)}
            onDone={({ id }, name) => id && setAdded({ id, name, isEnabled: isFirst })}
          >
            <DialogActions>
              <Button look="secondary" onClick={() => setKind(null)}>
                {t("add.back")}
              </Button>
              <SubmitButton>{t("add.submit")}</SubmitButton>
            </DialogActions>
          </AccountEditor>
        )}
        {added && <TestAndEnable {...added} test={actions.test} enable={actions.move} onDone={enabled} />}
      </SheetContent>
    </Dialog>
  );
}
