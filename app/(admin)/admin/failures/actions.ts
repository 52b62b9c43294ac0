"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import type { FailureState } from "@/components/failures/failure-state";
import type { PersonActor } from "@/lib/audit/actor";
import { adminFormActor } from "@/lib/auth/current-user";
import { giveUpJob, tryJobAgain } from "@/lib/failures/failed-jobs";
import { lookAgain } from "@/lib/failures/parked-top-ups";
import { type Ending, giveUpCall, settleAgain, settleAllAgain } from "@/lib/failures/refused-calls";

const call = { workspaceId: z.uuid(), callId: z.uuid() };
const job = { id: z.string().regex(/^\d{1,18}$/) };
const lineForm = z.discriminatedUnion("what", [
  z.object({ what: z.literal("settleCall"), ...call }),
  z.object({ what: z.literal("giveUpCall"), ...call }),
  z.object({ what: z.literal("settleAll") }),
  z.object({ what: z.literal("lookAgain"), workspaceId: z.uuid(), topUpId: z.uuid() }),
  z.object({ what: z.literal("retryJob"), ...job }),
  z.object({ what: z.literal("runRound"), ...job }),
  z.object({ what: z.literal("giveUpJob"), ...job }),
]);
type Line = z.infer<typeof lineForm>;

/** Runs the button of one line. */
export const failureAction = portalAction<Line, FailureState>(
  {
    schema: lineForm,
    async run(line, { actor }) {
      const kind = await act(actor, line);
      revalidatePath("/admin/failures");
      return { kind };
    },
    unreadable: () => ({ kind: "gone" }),
  },
  adminFormActor,
);

async function act(admin: PersonActor, line: Line): Promise<Ending> {
  switch (line.what) {
    case "settleCall":
      return settleAgain(admin, line);
    case "giveUpCall":
      return giveUpCall(admin, line);
    case "settleAll":
      return (await settleAllAgain(admin)).refused > 0 ? "refused" : "done";
    case "lookAgain":
      return (await lookAgain(admin, line.workspaceId, line.topUpId)) ? "done" : "gone";
    case "retryJob":
    case "runRound":
      return (await tryJobAgain(admin, line.id)) ? "done" : "gone";
    case "giveUpJob":
      return (await giveUpJob(admin, line.id)) ? "done" : "gone";
  }
}
