// `npm run demo` runs this for one person. It does what needs a page with JavaScript, or what only an operator may do. Prints a management
// key.
import { findPersonByEmail, ownedWorkspaceIds } from "@/lib/auth/users";
import { invariant } from "@/lib/basics/errors";
import { newId } from "@/lib/basics/ids";
import { NANO_PER_DOLLAR } from "@/lib/basics/money";
import { createManagementKey } from "@/lib/keys/change-management-keys";
import { grantLot } from "@/lib/ledger/grant-lot";
import { env } from "@/lib/platform/env";
import { inTransaction } from "@/lib/platform/postgres";
import { EMPTY_ACCOUNT_FORM } from "@/lib/upstream-accounts/account-form";
import { checkAccountForm } from "@/lib/upstream-accounts/account-shape";
import { addUpstreamAccount } from "@/lib/upstream-accounts/change-accounts";

const GRANT_LASTS_MS = 3_000;

invariant(env.RELAIS_SANDBOX === "1", "play money is given in the sandbox only");
const [email = "", ...accounts] = process.argv.slice(2);
const person = await findPersonByEmail(email);
invariant(person, "the person has signed up");
const [workspaceId] = await ownedWorkspaceIds(person.id);
invariant(workspaceId, "the person has a workspace");

for (const name of accounts) {
  const form = {
    ...EMPTY_ACCOUNT_FORM,
    name,
    baseUrl: env.ANTHROPIC_BASE_URL ?? "",
    credentialKind: "secret" as const,
    secret: `sk-${name}`,
  };
  const { account } = checkAccountForm(form);
  invariant(account, "the stand-in's address may be typed");
  await addUpstreamAccount({ userId: person.id }, account, "enabled");
}
await inTransaction((on) =>
  grantLot(on, {
    workspaceId,
    kind: "promo",
    entryKind: "grant",
    amountNano: 3n * NANO_PER_DOLLAR,
    contra: "promo_expense",
    reference: `demo:${workspaceId}`,
    expiresAt: new Date(Date.now() + GRANT_LASTS_MS),
    note: "Welcome, for a short while",
  }),
);
const made = await createManagementKey({ userId: person.id }, workspaceId, { name: "Demo", submissionKey: newId() });
invariant(made.kind === "created", "the week is played once");
process.stdout.write(`${JSON.stringify({ managementKey: made.secret })}\n`);
process.exit(0);
