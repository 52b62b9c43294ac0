import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { openCredentials, type SealedFor, sealCredentials } from "@/lib/upstream-accounts/credentials";
import { sealingKeyOf } from "@/lib/upstream-accounts/sealing-keys";

const account: SealedFor = { id: newId(), kind: "claude-api" };
const key = sealingKeyOf(randomBytes(32).toString("base64"));
const older = sealingKeyOf("a passphrase that somebody typed");
const secrets = { secret: "sk-ant-canary-4711" };

test("sealed credentials open again for their account, and show nothing of themselves", () => {
  const sealed = sealCredentials(account, secrets, [key]);
  expect(openCredentials(account, sealed, [key])).toEqual(secrets);
  expect(sealed.toString("latin1")).not.toContain("canary");
});

test("the same credentials sealed twice look different", () => {
  expect(sealCredentials(account, secrets, [key])).not.toEqual(sealCredentials(account, secrets, [key]));
});

test("32 bytes are the same key in base64 and base64url, and a passphrase gives the same key in every process", () => {
  const bytes = randomBytes(32);
  const keys = ["base64", "base64url"].map((encoding) => sealingKeyOf(bytes.toString(encoding as BufferEncoding)));
  expect(keys.map((each) => each.key)).toEqual([bytes, bytes]);
  expect(sealingKeyOf("a passphrase that somebody typed")).toEqual(older);
  expect(older.key).toHaveLength(32);
});

test("while the key is replaced, what the previous one sealed still opens, and new credentials are sealed with the new one", () => {
  const before = sealCredentials(account, secrets, [older]);
  expect(openCredentials(account, before, [key, older])).toEqual(secrets);
  const after = sealCredentials(account, secrets, [key, older]);
  expect(openCredentials(account, after, [key])).toEqual(secrets);
  expect(() => openCredentials(account, after, [older])).toThrow(expect.objectContaining({ reason: "unknown_key" }));
});

test.each<[string, SealedFor]>([
  ["another account", { ...account, id: newId() }],
  ["another kind", { ...account, kind: "vertex" }],
])("credentials that were moved to %s do not open", (_, other) => {
  const sealed = sealCredentials(account, secrets, [key]);
  expect(() => openCredentials(other, sealed, [key])).toThrow(expect.objectContaining({ reason: "altered" }));
});

test("no byte of sealed credentials can be changed or cut off", () => {
  const sealed = sealCredentials(account, secrets, [key]);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => openCredentials(account, changed, [key])).toThrow(/altered|sealed with a key/);
    expect(() => openCredentials(account, sealed.subarray(0, at), [key])).toThrow(/altered/);
  }
});

test("without a key nothing is sealed and nothing opened, and the variable is named", () => {
  expect(() => sealCredentials(account, secrets, [])).toThrow("UPSTREAM_CREDENTIALS_KEY");
  expect(() => openCredentials(account, sealCredentials(account, secrets, [key]), [])).toThrow("UPSTREAM_CREDENTIALS_KEY");
});
