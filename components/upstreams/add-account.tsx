"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { AddActions } from "@/components/upstreams/add-sheet";
import { NEW_ACCOUNT } from "@/components/upstreams/add-steps";
import type { CatalogueModel } from "@/components/upstreams/upstream-state";

const AddSheet = dynamic(() => import("@/components/upstreams/add-sheet").then((module) => module.AddSheet), { ssr: false });

type AddAccountProps = {
  catalogue: CatalogueModel[];
  actions: AddActions;
  isDisabled: boolean;
  /** There is no other account. */
  isFirst: boolean;
};

/** The way to a new account: a sheet beside the list, or without scripts a page. */
export function AddAccount({ catalogue, actions, isDisabled, isFirst }: AddAccountProps) {
  const t = useTranslations("upstreams.add");
  const [isOpen, setOpen] = useState(false);
  if (isDisabled) return <Button disabled>{t("open")}</Button>;
  return (
    <>
      <Button asChild>
        <Link
          href={NEW_ACCOUNT}
          prefetch={false}
          role="button"
          onClick={(event) => {
            event.preventDefault();
            setOpen(true);
          }}
        >
          {t("open")}
        </Link>
      </Button>
      {isOpen && <AddSheet catalogue={catalogue} actions={actions} isFirst={isFirst} onClose={() => setOpen(false)} />}
    </>
  );
}
