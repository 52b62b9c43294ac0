"use client";

import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ChangeKeyAction, LimitKeyAction, RotateKeyAction, ShownLimits } from "@/components/keys/key-state";
import { RevokeKey } from "@/components/keys/revoke-key";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";

type KeyVerbs = { limit: LimitKeyAction; rotate: RotateKeyAction; rename: ChangeKeyAction; revoke: ChangeKeyAction };

type KeyActionsProps = {
  id: string;
  name: string;
  describedBy: string;
  limits: ShownLimits;
  models: { id: string; name: string }[];
  verbs: KeyVerbs;
};

// Each dialog is loaded when it is first opened.
const LimitKey = dynamic(() => import("@/components/keys/limit-key").then((module) => module.LimitKey), { ssr: false });
const RotateKey = dynamic(() => import("@/components/keys/rotate-key").then((module) => module.RotateKey), { ssr: false });
const RenameKey = dynamic(() => import("@/components/keys/rename-key").then((module) => module.RenameKey), { ssr: false });

/** What can be done with a key: Revoke at once, the rest in a menu. The key's own page has all of it without scripts. */
export function KeyActions({ id, name, describedBy, limits, models, verbs }: KeyActionsProps) {
  const t = useTranslations("keys");
  const [opened, setOpened] = useState<"limits" | "rotate" | "rename" | null>(null);
  const close = () => setOpened(null);
  return (
    <>
      <RevokeKey id={id} name={name} describedBy={describedBy} action={verbs.revoke} />
      <Menu
        trigger={
          <Button look="ghost" size="small" aria-label={t("table.more")} aria-describedby={describedBy} className="px-1.5!">
            <Ellipsis aria-hidden />
          </Button>
        }
        entries={[
          { label: t("limits.open"), onSelect: () => setOpened("limits") },
          { label: t("rotate.open"), onSelect: () => setOpened("rotate") },
          { label: t("rename.open"), onSelect: () => setOpened("rename") },
          { label: t("table.page"), href: `/keys/${id}` },
        ]}
      />
      {opened === "limits" && <LimitKey id={id} name={name} limits={limits} models={models} action={verbs.limit} onClose={close} />}
      {opened === "rotate" && <RotateKey id={id} name={name} action={verbs.rotate} onClose={close} />}
      {opened === "rename" && <RenameKey id={id} name={name} action={verbs.rename} onClose={close} />}
    </>
  );
}
