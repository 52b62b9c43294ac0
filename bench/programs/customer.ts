import { invariant } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { NANO_PER_DOLLAR } from "@/lib/basics/money";
import { createKey } from "@/lib/keys/create";
import { grantLot } from "@/lib/ledger/grant-lot";
import { openWallet } from "@/lib/ledger/wallet";
import { database } from "@/lib/platform/prisma";

/** Makes a customer with a million dollars and no limits for bench/relay, and prints what it needs to call and to check as one line of JSON. */
const workspaceId = newId();
await database().$transaction(async (transaction) => {
  await transaction.workspace.create({ data: { id: workspaceId, name: "bench" } });
  await transaction.usageTier.upsert({ where: { id: "bench" }, create: { id: "bench" }, update: {} });
  await transaction.workspaceTier.create({ data: { workspaceId, tierId: "bench" } });
  await openWallet(transaction, workspaceId);
  const amountNano = 1_000_000n * NANO_PER_DOLLAR;
  await grantLot(transaction, { workspaceId, kind: "promo", entryKind: "grant", amountNano, contra: "promo_expense", reference: "bench" });
});
const key = await createKey(workspaceId, { name: "bench", createdBy: null });
invariant(key.kind === "created", "a key without a submission is always new");
process.stdout.write(`${JSON.stringify({ workspaceId, secret: key.secret })}\n`);
process.exit(0);
