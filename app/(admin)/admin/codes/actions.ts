"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { portalAction } from "@/app/portal-action";
import type { BatchState, VoidState } from "@/components/codes/batch-state";
import { adminFormActor } from "@/lib/auth/current-user";
import { dollarsFromNano } from "@/lib/basics/money";
import { BATCH_FIELDS, type BatchForm, batchOfForm } from "@/lib/codes/batch-form";
import { makeBatch, voidBatch } from "@/lib/codes/make-batch";

const batchForm = z.object({ batchId: z.uuid() });

export const makeBatchAction = portalAction<z.infer<typeof batchForm>, BatchState>(
  {
    schema: batchForm,
    async run({ batchId }, { actor, user }, form) {
      const read = batchOfForm(typedBatch(form), user.workspace.timeZone, new Date());
      if ("wrong" in read) return { kind: "invalid", wrong: read.wrong };
      const codes = await makeBatch(actor, batchId, read.batch);
      if (!codes) return { kind: "again" };
      revalidatePath("/admin/codes");
      const { name, amountNano } = read.batch;
      const csv = ["code,amount_usd", ...codes.map((code) => `${code},${dollarsFromNano(amountNano)}`), ""].join("\r\n");
      return { kind: "made", name, codes, csv };
    },
    unreadable: () => ({ kind: "failed" }),
  },
  adminFormActor,
);

export const voidBatchAction = portalAction<z.infer<typeof batchForm>, VoidState>(
  {
    schema: batchForm,
    async run({ batchId }, { actor }) {
      const isVoided = await voidBatch(actor, batchId);
      revalidatePath("/admin/codes");
      return { kind: isVoided ? "done" : "refused" };
    },
    unreadable: () => ({ kind: "refused" }),
  },
  adminFormActor,
);

function typedBatch(form: FormData): BatchForm {
  return Object.fromEntries(BATCH_FIELDS.flatMap((field) => (typeof form.get(field) === "string" ? [[field, form.get(field)]] : [])));
}
