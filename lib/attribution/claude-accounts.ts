import "server-only";
import { isUuid } from "@/lib/basics/ids";
import { log } from "@/lib/platform/log";
import { readUpstreamAccount } from "@/lib/upstream-accounts/read-accounts";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { ProfileFailure } from "@/lib/upstreams/profiles/profile-api";
import { environmentAccount, storedAccounts } from "@/lib/upstreams/stored/stored-accounts";
import type { Upstream } from "@/lib/upstreams/upstream";

/** After this many failures an account is left alone for the rest of a round. */
const MOST_FAILURES = 3;

export type ClaudeAccount = { id: string; name: string; upstream: Upstream };

/** Does work at each account of the Claude API that takes or finishes calls, with its connections open. */
export async function atEachAccount(work: (account: ClaudeAccount) => Promise<void>): Promise<void> {
  for (const { id, account } of await storedAccounts()) {
    if (account.kind !== "claude-api") continue;
    const upstream = createUpstream(account);
    try {
      await work({ id, name: account.name, upstream });
    } catch (error) {
      // The next round does what is left.
      log.warn(
        { event: "profiles.round_failed", err: error, upstreamAccount: account.name },
        "the user profiles of an account were not looked after",
      );
    } finally {
      await upstream.close();
    }
  }
}

/** Does work for each item, and ends early when the account fails. Rejects with the last failure then. */
export async function forEachWhileWell<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let failures = 0;
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      failures += 1;
      const isOver = failures === MOST_FAILURES || (error instanceof ProfileFailure && error.kind === "refused");
      if (isOver) throw error;
    }
  }
}

/** Opens one account of the Claude API in any state. Null if it was deleted, is of another kind, or its credentials do not open. */
export async function openAccount(accountId: string): Promise<Upstream | null> {
  if (!isUuid(accountId)) return createUpstream(environmentAccount().account);
  const stored = await readUpstreamAccount(accountId).catch((error) => {
    log.error({ event: "profiles.round_failed", err: error, accountId }, "the account of a user profile cannot be used");
    return null;
  });
  return stored?.account.kind === "claude-api" ? createUpstream(stored.account) : null;
}
