import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { invariant } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { NANO_PER_DOLLAR } from "@/lib/basics/money";
import { createKey } from "@/lib/keys/create-key";
import { grantLot } from "@/lib/ledger/grant-lot";
import { openWallet } from "@/lib/ledger/wallet";
import { inTransaction } from "@/lib/platform/postgres";

/**
 * Makes a customer with a million dollars and no limits for bench/relay. Prints what the benchmark needs for calls and checks as one line
 * of JSON.
 */
const workspaceId = newId();
await inTransaction(async (on) => {
  await on.query("INSERT INTO workspace (id, name) VALUES ($1, 'bench')", [workspaceId]);
  await on.query("INSERT INTO usage_tier (id) VALUES ('bench') ON CONFLICT DO NOTHING");
  await on.query("SELECT choose_tier($1, 'bench')", [workspaceId]);
  await openWallet(on, workspaceId);
  const amountNano = 1_000_000n * NANO_PER_DOLLAR;
  await grantLot(on, { workspaceId, kind: "promo", entryKind: "grant", amountNano, contra: "promo_expense", reference: "bench" });
});
const key = await createKey(SYSTEM_ACTOR, workspaceId, { name: "bench" });
invariant(key.kind === "created", "a key without a submission is always new");
process.stdout.write(`${JSON.stringify({ workspaceId, secret: key.secret })}\n`);
process.exit(0);
