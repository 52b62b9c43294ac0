import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { PortalFrame } from "@/components/shell/portal-frame";
import { Texts } from "@/components/shell/texts";
import { requireAdmin } from "@/lib/auth/current-user";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <Texts of={["failures", "limits", "payments", "prices", "upstreams"]}>
      <PortalFrame user={await requireAdmin()} signOut={signOutAction}>
        {children}
      </PortalFrame>
    </Texts>
  );
}
