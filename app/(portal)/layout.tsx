import type { ReactNode } from "react";
import { PortalFrame } from "@/components/shell/portal-frame";
import { requireUser } from "@/lib/auth/current-user";

export default async function PortalLayout({ children }: { children: ReactNode }) {
  return <PortalFrame user={await requireUser()}>{children}</PortalFrame>;
}
