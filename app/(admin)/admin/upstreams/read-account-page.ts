import "server-only";
import { notFound } from "next/navigation";
import { requireAdmin } from "@/lib/auth/current-user";
import { listAccounts } from "@/lib/upstream-accounts/list-accounts";
import { readPoolHealth } from "@/lib/upstreams/stored/pool-health";
import { listAccountFailures } from "@/lib/usage/read-account-calls";
import { countNamed, readProfileProblems } from "@/lib/user-profiles/read-limits";

/** All that the page and the sheet of one account show. */
export async function accountOrNotFound(id: string) {
  await requireAdmin();
  const now = new Date();
  const account = (await listAccounts()).find((each) => each.id === id);
  if (!account) notFound();
  const [health, failures, named, problems] = await Promise.all([
    readPoolHealth(),
    listAccountFailures(account.name, now),
    account.kind === "claude-api" ? countNamed(id) : null,
    readProfileProblems(),
  ]);
  return { account, health, failures, named, problem: problems.get(id) ?? null, now };
}
