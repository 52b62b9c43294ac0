import { expect, test, vi } from "vitest";
import { newId } from "@/lib/basics/ids";
import { listen } from "@/lib/platform/listen-connection";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import { PROMPTLY } from "@/lib/testing/promptly";
import { type AccountSecrets, sealCredentials } from "@/lib/upstream-accounts/credentials";
import { ACCOUNTS_CHANNEL, readUpstreamAccounts } from "@/lib/upstream-accounts/read-accounts";
import { sealingKeyOf } from "@/lib/upstream-accounts/sealing-keys";
import type { UpstreamAccount } from "@/lib/upstreams/account";

type Kind = UpstreamAccount["kind"];
type NewRow = { name: string; kind: Kind; settings: object; secrets: AccountSecrets; weight?: number; state?: string };

async function insert({ name, kind, settings, secrets, weight = 1, state = "enabled" }: NewRow, sealed?: Buffer): Promise<string> {
  const id = newId();
  await postgres().query(
    "INSERT INTO upstream_account (id, name, kind, settings, credentials, weight, state) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [id, name, kind, settings, sealed ?? sealCredentials({ id, kind }, secrets), weight, state],
  );
  return id;
}

const anthropic: NewRow = { name: "anthropic", kind: "claude-api", settings: { models: ["claude-opus-5"] }, secrets: { secret: "sk-1" } };

test("enabled and draining accounts of every kind are read as the upstreams take them, disabled ones are not", async () => {
  const credentials = { kind: "api-key", secret: "bedrock-key" };
  const route = { endpoint: "runtime", profile: "eu" };
  const ids = [
    await insert(anthropic),
    await insert({ name: "bedrock-eu", kind: "bedrock", settings: { region: "eu-west-1", route }, secrets: { credentials }, weight: 3 }),
    await insert({
      name: "vertex",
      kind: "vertex",
      settings: { project: "p", location: "global" },
      secrets: { credentials: { kind: "adc" } },
      state: "draining",
    }),
  ];
  await insert({ ...anthropic, name: "off", state: "disabled" });
  expect(await readUpstreamAccounts()).toEqual([
    {
      id: ids[0],
      weight: 1,
      state: "enabled",
      account: { kind: "claude-api", name: "anthropic", models: ["claude-opus-5"], secret: "sk-1" },
    },
    { id: ids[1], weight: 3, state: "enabled", account: { kind: "bedrock", name: "bedrock-eu", region: "eu-west-1", route, credentials } },
    {
      id: ids[2],
      weight: 1,
      state: "draining",
      account: { kind: "vertex", name: "vertex", project: "p", location: "global", credentials: { kind: "adc" } },
    },
  ]);
});

test("an account whose credentials do not open is left out and logged without them; the others are read", async () => {
  const told = vi.spyOn(log, "error");
  const before = await readUpstreamAccounts();
  const foreign = sealCredentials({ id: newId(), kind: "claude-api" }, anthropic.secrets, [sealingKeyOf("a key of somebody else")]);
  await insert({ ...anthropic, name: "foreign" }, foreign);
  await insert({ ...anthropic, name: "moved" }, sealCredentials({ id: newId(), kind: "claude-api" }, { secret: "sk-canary" }));
  await insert({ ...anthropic, name: "empty" }, Buffer.alloc(0));
  expect(await readUpstreamAccounts()).toEqual(before);
  expect(told.mock.calls.map(([facts]) => facts)).toMatchObject([
    { upstreamAccount: "empty", err: { reason: "altered" } },
    { upstreamAccount: "foreign", err: { reason: "unknown_key" } },
    { upstreamAccount: "moved", err: { reason: "altered" } },
  ]);
  expect(JSON.stringify(told.mock.calls)).not.toContain("canary");
  told.mockRestore();
});

test("every change of an account is notified", async () => {
  let notified = 0;
  await new Promise<void>((resolve) => listen(ACCOUNTS_CHANNEL, () => notified++, resolve));
  const id = await insert({ ...anthropic, name: "notified" });
  await vi.waitFor(() => expect(notified).toBe(1), PROMPTLY);
  await postgres().query("UPDATE upstream_account SET weight = 2 WHERE id = $1", [id]);
  await vi.waitFor(() => expect(notified).toBe(2), PROMPTLY);
  await postgres().query("DELETE FROM upstream_account WHERE id = $1", [id]);
  await vi.waitFor(() => expect(notified).toBe(3), PROMPTLY);
});

test("an account needs a name of its own, a known kind, a weight and a state", async () => {
  await insert({ ...anthropic, name: "twice" });
  await expect(insert({ ...anthropic, name: "twice" })).rejects.toThrow("upstream_account_name_key");
  await expect(insert({ ...anthropic, name: "two words" })).rejects.toThrow("upstream_account_name_check");
  await expect(insert({ ...anthropic, name: "azure", kind: "azure" as Kind })).rejects.toThrow("upstream_account_kind_check");
  await expect(insert({ ...anthropic, name: "weightless", weight: 0 })).rejects.toThrow("upstream_account_weight_check");
  await expect(insert({ ...anthropic, name: "stateless", state: "paused" })).rejects.toThrow("upstream_account_state_check");
});
