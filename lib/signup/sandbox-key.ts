import "server-only";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ownedWorkspaceIds } from "@/lib/auth/users";
import { invariant } from "@/lib/basics/errors";
import { NANO_PER_DOLLAR } from "@/lib/basics/money";
import { authenticateSecret } from "@/lib/keys/authenticate-key";
import { createKey } from "@/lib/keys/create-key";
import { grantLot } from "@/lib/ledger/grant-lot";
import { env } from "@/lib/platform/env";
import { inTransaction } from "@/lib/platform/postgres";

const GRANT_NANO = 25n * NANO_PER_DOLLAR;

/**
 * A key of the admin's workspace with some credit, for the call that a newcomer pastes. Its secret is in the data folder of the
 * sandbox, so that the same call works after the next start. A revoked key is replaced.
 */
export async function ensureSandboxKey(userId: string): Promise<string> {
  invariant(env.RELAIS_SANDBOX === "1", "play money is given in the sandbox only");
  const [workspaceId] = await ownedWorkspaceIds(userId);
  invariant(workspaceId, "the admin has a workspace");
  await inTransaction((on) =>
    grantLot(on, {
      workspaceId,
      kind: "promo",
      entryKind: "grant",
      amountNano: GRANT_NANO,
      contra: "promo_expense",
      reference: `sandbox:${workspaceId}`,
    }),
  );
  const file = path.join(env.RELAIS_DATA_DIR, "sandbox-key");
  const stored = await readFile(file, "utf8").catch(() => "");
  const caller = await authenticateSecret(stored);
  if (caller?.workspaceId === workspaceId) return stored;
  const key = await createKey({ userId }, workspaceId, { name: "Sandbox" });
  invariant(key.kind === "created", "a key without a submission is always new");
  await writeFile(file, key.secret, { mode: 0o600 });
  return key.secret;
}
