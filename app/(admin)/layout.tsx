import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { PortalFrame } from "@/components/shell/portal-frame";
import { requireAdmin } from "@/lib/auth/current-user";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <PortalFrame user={await requireAdmin()} signOut={signOutAction}>
      {children}
    </PortalFrame>
  );
}
