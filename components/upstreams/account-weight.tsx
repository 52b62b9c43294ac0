"use client";

import { useTranslations } from "next-intl";
import { SignedOutAlert } from "@/components/auth/signed-out-alert";
import { NoAnswerAlert } from "@/components/ui/no-answer-alert";
import { Stepper } from "@/components/ui/stepper";
import { useFormAction } from "@/components/ui/use-form-action";
import { UNCHANGED, type UpstreamAction } from "@/components/upstreams/upstream-state";

type AccountWeightProps = { id: string; name: string; revision: number; weight: number; most: number; action: UpstreamAction };

/** An account's share of conversations, changed where it is read. */
export function AccountWeight({ id, name, revision, weight, most, action }: AccountWeightProps) {
  const t = useTranslations("upstreams");
  const [state, send, noAnswer] = useFormAction(action, UNCHANGED);
  return (
    <Stepper
      words={{ label: t("weight.label", { name }), less: t("weight.less", { name }), more: t("weight.more", { name }) }}
      name="weight"
      value={weight}
      least={1}
      most={most}
      fields={{ id, revision: String(revision) }}
      action={send}
      refusal={
        <>
          <NoAnswerAlert reason={noAnswer} />
          {state.kind === "signed_out" && <SignedOutAlert />}
          {state.kind === "refused" && (
            <span role="alert" className="max-w-64 text-caption font-medium whitespace-normal text-danger">
              {t(`errors.${state.reason}`)}
            </span>
          )}
        </>
      }
    />
  );
}
