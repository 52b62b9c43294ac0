import { createHmac, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { newManagementSecret, newSecret } from "@/lib/keys/secret";

const [OLD, NEW] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
const hmacWith = (pepper: string, secret: string) => createHmac("sha256", pepper).update(secret).digest();

test("while an operator changes the pepper, secrets that were stored with the previous one work, and no others", async () => {
  Object.assign(process.env, { KEY_PEPPER: NEW, KEY_PEPPER_PREVIOUS: OLD });
  const { authenticateSecret } = await import("@/lib/keys/authenticate-key");
  const { authenticateManager } = await import("@/lib/keys/management-keys");
  const { storeSecret } = await import("@/lib/keys/store-secret");
  const { stopListening } = await import("@/lib/platform/listen-connection");
  const { postgres } = await import("@/lib/platform/postgres");
  const { newWorkspace } = await import("@/lib/keys/testing/people");
  const { workspaceId } = await newWorkspace();
  const stored = async (table: "api_key" | "management_key", secret: string, pepper: string) => {
    const [keyId, hmac] = [newId(), hmacWith(pepper, secret)];
    await storeSecret(postgres(), { hmac, workspaceId, keyId });
    await postgres().query(
      `INSERT INTO ${table} (workspace_id, id, name, secret_hmac, pepper_version, prefix, last_four) VALUES ($1, $2, 'Test', $3, 1, 'p', 'l')`,
      [workspaceId, keyId, hmac],
    );
    return keyId;
  };
  for (const pepper of [OLD, NEW]) {
    const [secret, managing] = [newSecret(), newManagementSecret()];
    const keyId = await stored("api_key", secret, pepper);
    const managementKeyId = await stored("management_key", managing, pepper);
    expect(await authenticateSecret(secret)).toMatchObject({ keyId });
    expect(await authenticateManager(managing)).toEqual({ managementKeyId, workspaceId });
  }
  const secret = newSecret();
  await stored("api_key", secret, randomBytes(32).toString("hex"));
  expect(await authenticateSecret(secret)).toBeNull();
  await stopListening();
});
