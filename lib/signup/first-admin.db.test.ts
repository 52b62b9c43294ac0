import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { readSessionUser } from "@/lib/auth/session-user";
import { revokeKey } from "@/lib/keys/revoke-key";
import { readWallet } from "@/lib/ledger/wallet";
import { stopListening } from "@/lib/platform/listen-connection";
import { postgres } from "@/lib/platform/postgres";
import { ensureFirstAdmin } from "@/lib/signup/first-admin";
import { signIn } from "@/lib/signup/sign-in";
import { signUp } from "@/lib/signup/sign-up";
import { newForm } from "@/lib/signup/testing/sign-up-form";
import { PROMPTLY } from "@/lib/testing/promptly";

test("the named admin is made once, however many processes start, with a workspace and a wallet", async () => {
  const form = newForm();
  const outcomes = await Promise.all([ensureFirstAdmin(form), ensureFirstAdmin(form), ensureFirstAdmin(form)]);
  expect(outcomes.map((each) => each.outcome).sort()).toEqual(["exists", "exists", "made"]);
  const session = await signIn(form);
  const user = session.kind === "signed_in" ? await readSessionUser(session.session) : null;
  expect(user).toMatchObject({ role: "admin", isEmailVerified: true, workspace: { role: "owner" } });
  expect(await readWallet(user?.workspace.id ?? "")).toMatchObject({ availableNano: 0n });
});

test("another password in the environment changes nobody's password", async () => {
  const form = newForm();
  await ensureFirstAdmin(form);
  expect(await ensureFirstAdmin({ ...form, password: "another long password" })).toMatchObject({ outcome: "exists" });
  expect(await signIn(form)).toMatchObject({ kind: "signed_in" });
});

test("a verified person becomes an admin; an address that nobody has proven does not", async () => {
  const form = newForm();
  await signUp(form);
  expect(await ensureFirstAdmin(form)).toMatchObject({ outcome: "unverified" });
  await postgres().query(`UPDATE "user" SET email_verified_at = now() WHERE email = $1`, [form.email]);
  expect(await ensureFirstAdmin(form)).toMatchObject({ outcome: "promoted" });
  expect(await signIn(form)).toMatchObject({ kind: "signed_in" });
});

test.each([{}, { email: "admin@example.test" }, { password: "a password alone" }])("%j makes no admin", async (named) => {
  expect(await ensureFirstAdmin(named)).toEqual({ outcome: "not_configured", userId: null });
});

test("the sandbox key works at once, is the same at the next start, and is replaced when it was revoked", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "relais-sandbox-"));
  const { ensureSandboxKey, authenticateSecret } = await inSandbox(folder);
  const { userId } = await ensureFirstAdmin(newForm());
  const secret = await ensureSandboxKey(userId ?? "");
  const caller = await authenticateSecret(secret);
  expect(await readWallet(caller?.workspaceId ?? "")).toMatchObject({ availableNano: 25_000_000_000n });
  expect(await ensureSandboxKey(userId ?? "")).toBe(secret);
  expect(await readWallet(caller?.workspaceId ?? "")).toMatchObject({ availableNano: 25_000_000_000n });
  expect((await stat(path.join(folder, "sandbox-key"))).mode & 0o777).toBe(0o600);
  await revokeKey(SYSTEM_ACTOR, caller?.workspaceId ?? "", caller?.keyId ?? "");
  await vi.waitFor(async () => expect(await authenticateSecret(secret)).toBeNull(), PROMPTLY);
  expect(await ensureSandboxKey(userId ?? "")).not.toBe(secret);
  expect(await readFile(path.join(folder, "sandbox-key"), "utf8")).not.toBe(secret);
  await stopListening();
});

/** The environment is read once: fresh copies of the modules read it as in the sandbox. */
async function inSandbox(folder: string) {
  vi.stubEnv("RELAIS_SANDBOX", "1");
  vi.stubEnv("RELAIS_DATA_DIR", folder);
  vi.resetModules();
  const [{ ensureSandboxKey }, { authenticateSecret }] = await Promise.all([
    import("@/lib/signup/sandbox-key"),
    import("@/lib/keys/authenticate-key"),
  ]);
  vi.unstubAllEnvs();
  return { ensureSandboxKey, authenticateSecret };
}
