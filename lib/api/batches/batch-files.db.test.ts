import { afterAll, beforeAll, expect, test } from "vitest";
import {
  batchClient,
  batchedRequest,
  endBatchesUpstream,
  heldFor,
  holdBatches,
  startBatchRelay,
  workerRound,
} from "@/lib/batches/testing/batch-relay";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";
import { callsSeen } from "@/lib/upstreams/testing/claude-stand-in";
import { classicPdf, flatTree } from "@/lib/wire/pdf/testing/pdf-files";

let relay: TestRelay & { accountId: string };
beforeAll(async () => {
  relay = await startBatchRelay();
  await holdBatches();
});
afterAll(() => relay.close());

async function upload({ secret }: Customer, bytes: Buffer, type: string): Promise<string> {
  const body = new FormData();
  body.append("file", new Blob([new Uint8Array(bytes)], { type }), "a.file");
  const headers = { "x-api-key": secret, "anthropic-version": "2023-06-01" };
  const got = await fetch(`${relay.url}/api/v1/files`, { method: "POST", headers, body });
  return ((await got.json()) as { id: string }).id;
}
const naming = (customId: string, id: string) =>
  batchedRequest(customId, [{ type: "document", source: { type: "file", file_id: id } }] as never);
const submit = ({ secret }: Customer, requests: object[]) =>
  ask(`${relay.url}/api/v1/messages/batches`, { secret, body: { requests }, headers: { "anthropic-version": "2023-06-01" } });

test("the hold of a batch covers the content of its files; the batch goes to their account and costs no more", async () => {
  const customer = await newCustomer();
  const pdf = await upload(customer, classicPdf(flatTree(3)), "application/pdf");
  const text = await upload(customer, Buffer.from("A text."), "text/plain");
  const requests = [naming("pdf", pdf), naming("text", text), batchedRequest("none")];
  const batch = await batchClient(relay.url, customer).messages.batches.create({ requests } as never);
  // At half the price of $3 a million: the tokens of three pages, far fewer than three contexts.
  expect((await heldFor(customer.workspaceId)).heldNano).toBeLessThan(100_000_000n);
  await endBatchesUpstream();
  await workerRound();
  expect((await batchClient(relay.url, customer).messages.batches.retrieve(batch.id)).request_counts).toMatchObject({ succeeded: 3 });
  const events = await eventsOf(customer);
  expect(events.map(({ charge_nano, hold_nano }) => charge_nano <= hold_nano)).toEqual([true, true, true]);
  expect(Math.max(...events.map(({ input_tokens }) => input_tokens))).toBeGreaterThan(3 * 1_500);
  await expectBooksBalance(customer.workspaceId);
});

test("another workspace's file refuses the batch like a missing file: nothing is held, and nothing goes upstream", async () => {
  const fileId = await upload(await newCustomer(), Buffer.from("secret"), "text/plain");
  const stranger = await newCustomer();
  const before = (await callsSeen()).length;
  const answers = await Promise.all([fileId, "file_none"].map((id) => submit(stranger, [batchedRequest("a"), naming("b", id)])));
  const told = answers.map(({ status, json }) => [status, `${json.error?.message}`.replace(fileId, "ID").replace("file_none", "ID")]);
  expect(told[0]).toEqual([404, "requests.1.params: File not found: ID. Nothing was charged."]);
  expect(told[1]).toEqual(told[0]);
  expect(await heldFor(stranger.workspaceId)).toEqual({ holds: 0, heldNano: 0n });
  expect((await callsSeen()).length).toBe(before);
});

test("a batch whose files are at an account that is gone is refused with the way out", async () => {
  const customer = await newCustomer();
  const id = await upload(customer, Buffer.from("A text."), "text/plain");
  await postgres().query("UPDATE kept_file SET account_id = 'gone' WHERE file_id = $1", [id]);
  const got = await submit(customer, [naming("a", id)]);
  expect([got.status, `${got.json.error?.message}`]).toEqual([400, expect.stringMatching(/keeps this request's files.*as base64/)]);
  expect(await heldFor(customer.workspaceId)).toEqual({ holds: 0, heldNano: 0n });
});
