"use client";

import type { ComponentProps } from "react";
import { DialogContent } from "@/components/ui/dialog";

/**
 * A drawer at the right edge, 480 px wide, or the whole width of a narrow screen. Inside `Dialog`, with `DialogTrigger`, `DialogActions`
 * and `DialogClose` like a dialog.
 */
export function SheetContent(props: Omit<ComponentProps<typeof DialogContent>, "isSheet">) {
  return <DialogContent {...props} isSheet />;
}
