"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { FailureState } from "@/components/failures/failure-state";
import type { Person } from "@/lib/audit/actor";
import { adminFormActor } from "@/lib/auth/current-user";
import { remoteAddress } from "@/lib/auth/remote-address";
import { SIGNED_OUT } from "@/lib/auth/signed-out";
import { giveUpJob, tryJobAgain } from "@/lib/failures/failed-jobs";
import { lookAgain } from "@/lib/failures/parked-top-ups";
import { type Ending, giveUpCall, settleAgain, settleAllAgain } from "@/lib/failures/refused-calls";

const call = { workspaceId: z.uuid(), callId: z.uuid() };
const job = { id: z.string().regex(/^\d{1,18}$/) };
const wanted = z.discriminatedUnion("what", [
  z.object({ what: z.literal("settleCall"), ...call }),
  z.object({ what: z.literal("giveUpCall"), ...call }),
  z.object({ what: z.literal("settleAll") }),
  z.object({ what: z.literal("lookAgain"), workspaceId: z.uuid(), topUpId: z.uuid() }),
  z.object({ what: z.literal("retryJob"), ...job }),
  z.object({ what: z.literal("runRound"), ...job }),
  z.object({ what: z.literal("giveUpJob"), ...job }),
]);

/** What the button of one line does. */
export async function failureAction(form: FormData): Promise<FailureState> {
  const admin = await adminFormActor();
  if (!admin) return SIGNED_OUT;
  const asked = wanted.safeParse(Object.fromEntries(form));
  if (!asked.success) return { kind: "gone" };
  const kind = await act({ userId: admin.id, ip: await remoteAddress() }, asked.data);
  revalidatePath("/admin/failures");
  return { kind };
}

async function act(admin: Person, asked: z.infer<typeof wanted>): Promise<Ending> {
  switch (asked.what) {
    case "settleCall":
      return settleAgain(admin, asked);
    case "giveUpCall":
      return giveUpCall(admin, asked);
    case "settleAll":
      return (await settleAllAgain(admin)).refused > 0 ? "refused" : "done";
    case "lookAgain":
      return (await lookAgain(admin, asked.workspaceId, asked.topUpId)) ? "done" : "gone";
    case "retryJob":
    case "runRound":
      return (await tryJobAgain(admin, asked.id)) ? "done" : "gone";
    case "giveUpJob":
      return (await giveUpJob(admin, asked.id)) ? "done" : "gone";
  }
}
