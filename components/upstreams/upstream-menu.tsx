"use client";

import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import type { CatalogueModel, TestAction, UpstreamAction } from "@/components/upstreams/upstream-state";
import type { AccountForm, CredentialKind } from "@/lib/upstream-accounts/account-form";
import type { AccountState } from "@/lib/upstream-accounts/read-accounts";

/** An account as its menu needs it, in its state when the page was made. */
type MenuAccount = {
  id: string;
  name: string;
  revision: number;
  state: AccountState;
  form: AccountForm;
  credentialKind: CredentialKind | null;
};

type UpstreamMenuProps = {
  account: MenuAccount;
  catalogue: CatalogueModel[];
  actions: { save: UpstreamAction; move: UpstreamAction; remove: UpstreamAction; test: TestAction };
};

// Each dialog is loaded when it is first opened.
const TestAccount = dynamic(() => import("@/components/upstreams/test-account").then((module) => module.TestAccount), { ssr: false });
const EditAccount = dynamic(() => import("@/components/upstreams/edit-account").then((module) => module.EditAccount), { ssr: false });
const ChangeState = dynamic(() => import("@/components/upstreams/change-state").then((module) => module.ChangeState), { ssr: false });
const DeleteAccount = dynamic(() => import("@/components/upstreams/delete-account").then((module) => module.DeleteAccount), { ssr: false });

/** What can be done with an account. Without scripts it is a link to the page of the account, which has all of it. */
export function UpstreamMenu({ account, catalogue, actions }: UpstreamMenuProps) {
  const t = useTranslations("upstreams");
  const [opened, setOpened] = useState<"test" | "edit" | "state" | "delete" | null>(null);
  const close = () => setOpened(null);
  const next = account.state === "enabled" ? "draining" : "enabled";
  return (
    <>
      <Menu
        trigger={
          <Button asChild look="ghost" size="small" className="px-1.5!">
            <Link
              href={`/admin/upstreams/${account.id}`}
              prefetch={false}
              role="button"
              aria-label={t("table.more", { name: account.name })}
            >
              <Ellipsis aria-hidden />
            </Link>
          </Button>
        }
        entries={[
          { label: t("test.open"), onSelect: () => setOpened("test") },
          { label: t("edit.open"), onSelect: () => setOpened("edit") },
          { label: t(`state.open.${next}`), onSelect: () => setOpened("state") },
          { label: t("table.details"), href: `/admin/upstreams/${account.id}` },
          "rule",
          { label: t("delete.open"), isDangerous: true, onSelect: () => setOpened("delete") },
        ]}
      />
      {opened === "test" && <TestAccount id={account.id} name={account.name} action={actions.test} onClose={close} />}
      {opened === "edit" && <EditAccount account={account} catalogue={catalogue} action={actions.save} onClose={close} />}
      {opened === "state" && <ChangeState account={account} next={next} action={actions.move} onClose={close} />}
      {opened === "delete" && <DeleteAccount account={account} action={actions.remove} onClose={close} />}
    </>
  );
}
