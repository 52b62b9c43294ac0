import Anthropic, { toFile } from "@anthropic-ai/sdk";
import { describe, expect, test } from "vitest";
import { clientOf, documentBy, keptRows, MODEL, pdfOf, question, relay, roomOf, uploadText } from "@/lib/api/files/testing/file-relay";
import { ask } from "@/lib/relay/testing/ask";
import { accountOf } from "@/lib/relay/testing/kinds";
import { eventsOf, newCustomer, startPooledRelay, UPSTREAM_SECRET } from "@/lib/relay/testing/test-relay";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import { standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

test("the official client uploads a PDF, asks about it for a hold near what it costs, and deletes it", async () => {
  const customer = await newCustomer();
  const client = clientOf(customer);
  const file = await client.files.upload({ file: await pdfOf(3) });
  expect(file).toMatchObject({ type: "file", filename: "report.pdf", mime_type: "application/pdf", downloadable: false, expires_at: null });
  expect(await client.files.retrieveMetadata(file.id)).toEqual(file);
  expect((await client.beta.files.list()).data).toEqual([file]);
  const count = await client.messages.countTokens({ model: MODEL, messages: [{ role: "user", content: [documentBy(file.id)] }] });
  const answer = await client.messages.create(question(documentBy(file.id), { type: "text", text: "What does it say?" }));
  expect(answer.usage.input_tokens).toBeGreaterThan(3 * 1_500);
  expect(Math.abs(answer.usage.input_tokens - count.input_tokens)).toBeLessThan(50);
  const [event] = await eventsOf(customer);
  expect(event?.charge_nano).toBeLessThanOrEqual(event?.hold_nano as bigint);
  // The tokens of three pages, not the million that the model could read.
  expect(event?.hold_nano).toBeLessThan((event?.charge_nano as bigint) * 4n);
  expect(await client.files.delete(file.id)).toEqual({ id: file.id, type: "file_deleted" });
  await expect(client.files.retrieveMetadata(file.id)).rejects.toMatchObject({ status: 404, type: "not_found_error" });
  await expect(client.messages.create(question(documentBy(file.id)))).rejects.toMatchObject({ status: 404 });
  expect(await roomOf(customer)).toEqual({ files: 0, bytes: 0n });
  expect(await eventsOf(customer)).toHaveLength(1);
});

test("files are listed newest first and by pages, in the shape of the beta and in the one that came after it", async () => {
  const customer = await newCustomer();
  const client = clientOf(customer);
  const ids: string[] = [];
  for (const name of ["1", "2", "3", "4", "5"]) ids.unshift((await uploadText(customer, name, name)).id);
  const listed: string[] = [];
  for await (const { id } of client.files.list({ limit: 2 })) listed.push(id);
  expect(listed).toEqual(ids);
  expect((await client.files.list({ ids: [ids[1] as string, ids[3] as string, "file_none"] })).data.map(({ id }) => id)).toEqual([
    ids[1],
    ids[3],
  ]);
  const beta = async (query: string) => {
    const got = await ask(`${relay.url}/api/v1/files?${query}`, {
      secret: customer.secret,
      headers: { "anthropic-beta": "files-api-2025-04-14", "anthropic-version": "2023-06-01" },
    });
    const { data, ...page } = got.json as { data?: { id: string }[] };
    return { ...page, ids: data?.map(({ id }) => id), status: got.status };
  };
  expect(await beta("limit=2")).toMatchObject({ ids: ids.slice(0, 2), has_more: true, first_id: ids[0], last_id: ids[1] });
  expect(await beta(`limit=2&after_id=${ids[1]}`)).toMatchObject({ ids: ids.slice(2, 4), has_more: true });
  expect(await beta(`limit=2&before_id=${ids[3]}`)).toMatchObject({ ids: ids.slice(1, 3), has_more: true });
  expect(await beta("after_id=file_none")).toMatchObject({ status: 400, error: { type: "invalid_request_error" } });
  expect(await beta("limit=0")).toMatchObject({ status: 400 });
  const stranger = await newCustomer();
  expect((await clientOf(stranger).files.list()).data).toEqual([]);
});

test("what was uploaded is not given out again, in the way that the official client knows", async () => {
  const customer = await newCustomer();
  const { id } = await uploadText(customer);
  await expect(clientOf(customer).files.download(id)).rejects.toBeInstanceOf(Anthropic.Files.FileNotDownloadableError);
});

test("a file that the account has deleted by itself can be deleted here", async () => {
  const customer = await newCustomer();
  const { id } = await uploadText(customer);
  await fetch(`${standInUrl}/v1/files/${id}`, { method: "DELETE", headers: { "x-api-key": UPSTREAM_SECRET } });
  await expect(clientOf(customer).messages.create(question(documentBy(id)))).rejects.toMatchObject({ status: 404 });
  expect((await clientOf(customer).files.delete(id)).type).toBe("file_deleted");
  expect(await roomOf(customer)).toEqual({ files: 0, bytes: 0n });
});

describe("several accounts", () => {
  const claude = (id: string, models?: string[]) => ({
    id,
    weight: 1,
    isDraining: false,
    account: { kind: "claude-api" as const, name: id, secret: `sk-${id}`, baseUrl: standInUrl, ...(models && { models }) },
  });

  test("a call goes where its files are, whatever its conversation; files of two accounts are refused", async () => {
    const pool = new UpstreamPool([claude("one"), claude("two")]);
    const pooled = await startPooledRelay(pool);
    try {
      const customer = await newCustomer();
      const file = await toFile(Buffer.from("A text."), "a.txt", { type: "text/plain" });
      const { id } = await clientOf(customer, pooled.url).files.upload({ file });
      const [row] = await keptRows(customer);
      for (let session = 0; session < 6; session++) {
        const got = await ask(`${pooled.url}/api/v1/messages`, {
          secret: customer.secret,
          headers: { "x-session-id": `${session}` },
          body: question(documentBy(id)),
        });
        expect(got).toMatchObject({ status: 200 });
        expect(got.headers.get("x-relais-upstream")).toBe(row?.account_id);
      }
      // The next file goes to the same account, although another one comes first now.
      const other = row?.account_id === "one" ? "two" : "one";
      pool.replace([claude(other)]);
      const elsewhere = await clientOf(customer, pooled.url).files.upload({ file });
      const both = question(documentBy(id), documentBy(elsewhere.id));
      pool.replace([claude("one"), claude("two")]);
      await expect(clientOf(customer, pooled.url).messages.create(both)).rejects.toMatchObject({
        status: 400,
        message: expect.stringMatching(/several accounts/),
      });
      pool.replace([claude(other)]);
      const gone = clientOf(customer, pooled.url).messages.create(question(documentBy(id)));
      await expect(gone).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/does not serve.*as base64/) });
      expect((await eventsOf(customer)).length).toBe(6);
    } finally {
      await pooled.close();
    }
  });

  test("where only clouds serve the model, files are refused with the way out, for messages and for uploads", async () => {
    const cloud = { id: "cloud", weight: 1, isDraining: false, account: accountOf("bedrock", standInUrl) };
    const pooled = await startPooledRelay(new UpstreamPool([cloud]));
    try {
      const customer = await newCustomer();
      const client = clientOf(customer, pooled.url);
      const asked = client.messages.create(question(documentBy("file_1")));
      await expect(asked).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/send the content as base64/) });
      await expect(client.files.upload({ file: await pdfOf(1) })).rejects.toMatchObject({
        status: 400,
        message: expect.stringMatching(/as base64/),
      });
      expect(await eventsOf(customer)).toEqual([]);
    } finally {
      await pooled.close();
    }
  });
});

test("OpenAI's clients name an uploaded file in chat and responses", async () => {
  const customer = await newCustomer();
  const { id } = await clientOf(customer).files.upload({ file: await pdfOf(2) });
  const chat = await ask(`${relay.url}/api/v1/chat/completions`, {
    secret: customer.secret,
    body: { model: MODEL, max_tokens: 20, messages: [{ role: "user", content: [{ type: "file", file: { file_id: id } }] }] },
  });
  expect(chat).toMatchObject({ status: 200, json: { usage: { prompt_tokens: expect.any(Number) } } });
  const responses = await ask(`${relay.url}/api/v1/responses`, {
    secret: customer.secret,
    body: { model: MODEL, max_output_tokens: 20, input: [{ role: "user", content: [{ type: "input_file", file_id: id }] }] },
  });
  expect(responses.status).toBe(200);
  for (const event of await eventsOf(customer)) expect(event.input_tokens).toBeGreaterThan(3_000);
});
