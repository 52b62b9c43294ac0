import type { ReactNode } from "react";
import { PortalFrame } from "@/components/shell/portal-frame";
import { requireAdmin } from "@/lib/auth/current-user";
import { signOutAction } from "../(auth)/actions";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <PortalFrame user={await requireAdmin()} signOut={signOutAction}>
      {children}
    </PortalFrame>
  );
}
