"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { Dialog } from "@/components/ui/dialog";
import { SheetContent } from "@/components/ui/sheet";

/** An account beside the list that it was opened from. */
export function AccountSheet({ title, children }: { title: string; children: ReactNode }) {
  const router = useRouter();
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && router.back()}>
      <SheetContent title={title} isAskingBeforeLoss={false}>
        {children}
      </SheetContent>
    </Dialog>
  );
}
