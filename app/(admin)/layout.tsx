import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { startTopUpAction } from "@/app/(portal)/billing/actions";
import { PortalFrame } from "@/components/shell/portal-frame";
import { Texts } from "@/components/shell/texts";
import { requireAdmin } from "@/lib/auth/current-user";
import { readPageWallet } from "@/lib/ledger/page-wallet";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const user = await requireAdmin();
  return (
    <Texts of={["billing", "codes", "failures", "limits", "payments", "prices", "upstreams"]}>
      <PortalFrame user={user} balance={await readPageWallet(user.workspace.id)} topUp={startTopUpAction} signOut={signOutAction}>
        {children}
      </PortalFrame>
    </Texts>
  );
}
