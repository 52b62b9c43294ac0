import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { PortalFrame } from "@/components/shell/portal-frame";
import { Texts } from "@/components/shell/texts";
import { requireAdmin } from "@/lib/auth/current-user";
import { readWallet } from "@/lib/ledger/wallet";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const user = await requireAdmin();
  return (
    <Texts of={["codes", "failures", "limits", "payments", "prices", "upstreams"]}>
      <PortalFrame user={user} balance={await readWallet(user.workspace.id)} signOut={signOutAction}>
        {children}
      </PortalFrame>
    </Texts>
  );
}
