import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { type AccountForm, EMPTY_ACCOUNT_FORM } from "@/lib/upstream-accounts/account-form";
import { checkAccountForm } from "@/lib/upstream-accounts/account-shape";
import { addUpstreamAccount } from "@/lib/upstream-accounts/change-accounts";
import { testUpstreamAccount } from "@/lib/upstreams/stored/test-stored-account";
import { lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

async function added(name: string, models: string[] = [], typed: Partial<AccountForm> = {}): Promise<string> {
  const { account } = checkAccountForm({ ...EMPTY_ACCOUNT_FORM, name, models, baseUrl: standInUrl, secret: "sk-canary-4711", ...typed });
  if (!account) throw new Error("the form is wrong");
  return addUpstreamAccount({ userId: newId() }, account, "disabled");
}

test("a stored account is tested with the cheapest model that it serves, disabled or not", async () => {
  expect(await testUpstreamAccount(await added("any"))).toEqual({ ok: true, modelId: expect.stringMatching(/haiku/) });
  expect(await testUpstreamAccount(await added("opus", ["claude-fable-5", "claude-opus-5"]))).toMatchObject({ modelId: "claude-opus-5" });
  expect((await lastCall()).headers["x-api-key"]).toBe("sk-canary-4711");
});

test("an account whose credentials cannot be decrypted says so, and a deleted one is not found", async () => {
  const id = await added("damaged");
  await postgres().query("UPDATE upstream_account SET credentials = '\\x00' WHERE id = $1", [id]);
  expect(await testUpstreamAccount(id)).toEqual({ ok: false, why: "sealed" });
  await expect(testUpstreamAccount(newId())).rejects.toMatchObject({ code: "not_found" });
});

test("a test of an account shows that it does not work, and nothing about what answered there", async () => {
  const answers = [
    await added("refused", [], { secret: "sk-invalid" }),
    await added("nothing-listens", [], { baseUrl: "http://127.0.0.1:9" }),
    await added("no-such-name", [], { baseUrl: "https://relais.invalid" }),
  ];
  for (const id of answers) expect(await testUpstreamAccount(id)).toEqual({ ok: false, why: "not_working" });
});
