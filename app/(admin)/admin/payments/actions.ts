"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import type { ClearState } from "@/components/clearing/clear-state";
import type { PersonActor } from "@/lib/audit/actor";
import { adminFormActor } from "@/lib/auth/current-user";
import { closeEvent } from "@/lib/clearing/close-event";
import { clearOwed, clearQuestion } from "@/lib/ledger/freeze-wallet";

const lineForm = z.discriminatedUnion("what", [
  z.object({ what: z.literal("owed"), workspaceId: z.uuid(), owedNano: z.string().regex(/^\d{1,19}$/) }),
  z.object({ what: z.literal("question"), workspaceId: z.uuid() }),
  z.object({ what: z.literal("event"), eventId: z.string().min(1).max(255) }),
]);
type Line = z.infer<typeof lineForm>;

/** Runs the button of one line. */
export const clearAction = portalAction<Line, ClearState>(
  {
    schema: lineForm,
    async run(line, { actor }) {
      const isCleared = await clear(actor, line);
      revalidatePath("/admin/payments");
      return { kind: isCleared ? "done" : "refused" };
    },
    unreadable: () => ({ kind: "refused" }),
  },
  adminFormActor,
);

function clear(admin: PersonActor, line: Line): Promise<boolean> {
  switch (line.what) {
    case "owed":
      return clearOwed(admin, line.workspaceId, BigInt(line.owedNano));
    case "question":
      return clearQuestion(admin, line.workspaceId);
    case "event":
      return closeEvent(admin, line.eventId);
  }
}
