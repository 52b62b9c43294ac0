"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ClearState } from "@/components/clearing/clear-state";
import { adminFormActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { SIGNED_OUT } from "@/lib/auth/signed-out";
import { closeEvent } from "@/lib/clearing/close-event";
import { clearOwed, clearQuestion } from "@/lib/ledger/freeze";

const wanted = z.discriminatedUnion("what", [
  z.object({ what: z.literal("owed"), workspaceId: z.uuid(), owedNano: z.string().regex(/^\d{1,19}$/) }),
  z.object({ what: z.literal("question"), workspaceId: z.uuid() }),
  z.object({ what: z.literal("event"), eventId: z.string().min(1).max(255) }),
]);

/** What the button of one line does. */
export async function clearAction(form: FormData): Promise<ClearState> {
  const admin = await adminFormActor();
  if (!admin) return SIGNED_OUT;
  const asked = wanted.safeParse(Object.fromEntries(form));
  if (!asked.success) return { kind: "refused" };
  const isCleared = await clear({ userId: admin.id, ip: await remoteAddress() }, asked.data);
  revalidatePath("/admin/payments");
  return { kind: isCleared ? "done" : "refused" };
}

function clear(admin: { userId: string; ip: string }, asked: z.infer<typeof wanted>): Promise<boolean> {
  switch (asked.what) {
    case "owed":
      return clearOwed(admin, asked.workspaceId, BigInt(asked.owedNano));
    case "question":
      return clearQuestion(admin, asked.workspaceId);
    case "event":
      return closeEvent(admin, asked.eventId);
  }
}
