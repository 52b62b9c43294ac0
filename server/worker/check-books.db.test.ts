import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { asOwner } from "@/lib/testing/owner";
import { checkAllBooks, checkChangedBooks } from "@/server/worker/check-books";

const FIVE = nanoFromDollars("5") ?? 0n;

test("books that balance leave every wallet as it is", async () => {
  const workspaceId = await walletWith({ availableNano: FIVE });
  expect([await checkAllBooks(), await checkChangedBooks()]).toEqual([0, 0]);
  expect(await readWallet(workspaceId)).toMatchObject({ isFrozen: false, availableNano: FIVE });
});

test("a wallet with an unexplained balance is frozen and not corrected, and the others go on", async () => {
  const [broken, sound] = [await walletWith({ availableNano: FIVE }), await walletWith({ availableNano: FIVE })];
  await asOwner("UPDATE wallet SET available_nano = available_nano + 1 WHERE workspace_id = $1", [broken]);
  expect(await checkAllBooks()).toBe(1);
  expect(await readWallet(broken)).toMatchObject({ isFrozen: true, availableNano: FIVE + 1n });
  expect(await readWallet(sound)).toMatchObject({ isFrozen: false });
  expect(await checkAllBooks()).toBe(1);
});

test("the quick round looks at wallets with a call in flight", async () => {
  const workspaceId = await walletWith({ availableNano: FIVE });
  await asOwner(
    "INSERT INTO hold (workspace_id, id, key_id, model_id, price_version, lease_id, amount_nano) VALUES ($1, $2, $3, 'm', 1, 0, 7)",
    [workspaceId, newId(), newId()],
  );
  expect(await checkChangedBooks()).toBe(1);
  expect(await readWallet(workspaceId)).toMatchObject({ isFrozen: true });
});
