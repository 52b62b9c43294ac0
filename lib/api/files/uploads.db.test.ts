import net from "node:net";
import Anthropic, { toFile } from "@anthropic-ai/sdk";
import { describe, expect, test } from "vitest";
import { clearLostUploads } from "@/lib/api/files/clear-lost-uploads";
import { clientOf, documentBy, keptRows, question, relay, roomOf, storedUpstream, uploadText } from "@/lib/api/files/testing/file-relay";
import { setKey } from "@/lib/keys/testing/set-key";
import { questionWallet } from "@/lib/ledger/freeze-wallet";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, newCustomer, UPSTREAM_SECRET } from "@/lib/relay/testing/test-relay";
import { control, fault, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

describe("a caller who could not pay for a call is refused before the body is read", () => {
  const headOnly = (secret: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = net.connect(Number(new URL(relay.url).port), "127.0.0.1");
      const lines = [
        "POST /api/v1/files HTTP/1.1",
        "host: x",
        `x-api-key: ${secret}`,
        "anthropic-version: 2023-06-01",
        "content-length: 900000",
      ];
      socket.write(`${[...lines, "content-type: multipart/form-data; boundary=b"].join("\r\n")}\r\n\r\n`);
      socket.once("data", (bytes) => {
        resolve(bytes.toString());
        socket.destroy();
      });
      socket.once("error", reject);
    });

  test("an invalid key, an empty balance, a frozen workspace, and a used up rate", async () => {
    expect(await headOnly("sk-relais-none")).toMatch(/^HTTP\/1\.1 401 [\s\S]*authentication_error/);
    expect(await headOnly((await newCustomer(0n)).secret)).toMatch(/^HTTP\/1\.1 402 [\s\S]*billing_error/);
    const frozen = await newCustomer();
    await uploadText(frozen);
    await inTransaction((on) => questionWallet(on, frozen.workspaceId));
    // This key could upload a moment ago, which does not count.
    expect(await headOnly(frozen.secret)).toMatch(/^HTTP\/1\.1 402 [\s\S]*disputed/);
    const limited = await newCustomer();
    await setKey(limited.keyId, "requests_per_minute = 1");
    await uploadText(limited);
    expect(await headOnly(limited.secret)).toMatch(/^HTTP\/1\.1 429 [\s\S]*rate_limit_error/);
  });

  test("a file that is said to be too large", async () => {
    const { secret } = await newCustomer();
    const socket = net.connect(Number(new URL(relay.url).port), "127.0.0.1");
    socket.write(
      `POST /api/v1/files HTTP/1.1\r\nhost: x\r\nx-api-key: ${secret}\r\nanthropic-version: 2023-06-01\r\ncontent-length: 200000000\r\ncontent-type: multipart/form-data; boundary=b\r\n\r\n`,
    );
    const answer = await new Promise<string>((resolve) => socket.once("data", (bytes) => resolve(bytes.toString())));
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*request_too_large[\s\S]*100 MB/);
  });
});

describe("room", () => {
  test("of twenty uploads at once only as many are stored as there is room for, and the others never reach the account", async () => {
    const customer = await newCustomer();
    await postgres().query("INSERT INTO file_room (workspace_id, files, bytes) VALUES ($1, 995, 0)", [customer.workspaceId]);
    const before = (await storedUpstream()).length;
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => uploadText(customer, "x", `${index}.txt`)));
    const refused = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(refused).toHaveLength(15);
    expect(refused[0]).toBeInstanceOf(Anthropic.BadRequestError);
    expect(refused[0]).toMatchObject({ errorCode: "storage_quota_exceeded" });
    expect(await keptRows(customer)).toHaveLength(5);
    expect(await roomOf(customer)).toEqual({ files: 1000, bytes: 5n });
    expect((await storedUpstream()).length).toBe(before + 5);
  });

  test("is reserved for the largest possible size until the file is there, and then for its real size", async () => {
    const customer = await newCustomer();
    await postgres().query("INSERT INTO file_room (workspace_id, files, bytes) VALUES ($1, 1, 999999000)", [customer.workspaceId]);
    await expect(uploadText(customer, "x".repeat(2_000))).rejects.toMatchObject({ status: 400, errorCode: "storage_quota_exceeded" });
    await uploadText(customer, "x".repeat(100));
    expect(await roomOf(customer)).toEqual({ files: 2, bytes: 999_999_100n });
  });
});

describe("an upload that is not what it should be stores nothing and takes no room", () => {
  const boundary = "b0undary";
  const part = (head: string, content: string) => `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
  const file = (name = "a.txt", content = "x") => part(`name="file"; filename="${name}"`, content);
  const end = `--${boundary}--\r\n`;
  const send = (customer: Customer, body: string, contentType = `multipart/form-data; boundary=${boundary}`) =>
    ask(`${relay.url}/api/v1/files`, {
      secret: customer.secret,
      body,
      headers: { "content-type": contentType, "anthropic-version": "2023-06-01" },
    });

  test.each([
    ["no form", "hello", "text/plain"],
    ["a form without a boundary", file() + end, "multipart/form-data"],
    ["a form without a file", part('name="expires_in_seconds"', "3600") + end],
    ["two files", file() + file("b.txt") + end],
    ["a long file and another", file("a.txt", "x".repeat(100_000)) + file("b.txt") + end],
    ["OpenAI's purpose", part('name="purpose"', "user_data") + file() + end],
    ["OpenAI's purpose behind the file", file() + part('name="purpose"', "user_data") + end],
    ["a field that nobody knows", file() + part('name="other"', "x") + end],
    ["a form that breaks off", file().slice(0, -3)],
    ["a name that the account refuses", file("a?b.txt") + end],
    ["an expiry that the account refuses", file() + part('name="expires_in_seconds"', "60") + end],
  ])("%s", async (_, body, contentType?: string) => {
    const customer = await newCustomer();
    const before = await storedUpstream();
    const got = await send(customer, body, contentType);
    expect(got).toMatchObject({ status: 400, json: { type: "error", error: { type: "invalid_request_error" } } });
    expect(await keptRows(customer)).toEqual([]);
    expect((await roomOf(customer))?.files ?? 0).toBe(0);
    expect(await storedUpstream()).toEqual(before);
  });

  test("an upload that the account finds too large is refused in the account's words, and the connection stays open", async () => {
    const customer = await newCustomer();
    await control("POST", "settings", { largestFileBytes: 200_000 });
    await expect(uploadText(customer, "x".repeat(3_000_000))).rejects.toMatchObject({ status: 413, type: "request_too_large" });
    await control("POST", "settings", { largestFileBytes: 500_000_000 });
    expect((await uploadText(customer)).size_bytes).toBe(7);
    expect(await roomOf(customer)).toEqual({ files: 1, bytes: 7n });
  });

  test("a caller who leaves in the middle leaves nothing", async () => {
    const customer = await newCustomer();
    const before = await storedUpstream();
    const socket = net.connect(Number(new URL(relay.url).port), "127.0.0.1");
    const head = `POST /api/v1/files HTTP/1.1\r\nhost: x\r\nx-api-key: ${customer.secret}\r\ncontent-length: 900000`;
    socket.write(
      `${head}\r\ncontent-type: multipart/form-data; boundary=${boundary}\r\n\r\n${file("a.txt", "x".repeat(300_000)).slice(0, -2)}`,
    );
    await expect.poll(() => keptRows(customer)).toHaveLength(1);
    socket.destroy();
    await expect.poll(() => keptRows(customer)).toEqual([]);
    expect(await roomOf(customer)).toEqual({ files: 0, bytes: 0n });
    expect(await storedUpstream()).toEqual(before);
  });

  test("the file expires when its caller said so, and is gone everywhere then", async () => {
    const customer = await newCustomer();
    const expiring = await clientOf(customer).files.upload({
      file: await toFile(Buffer.from("x"), "x.txt", { type: "text/plain" }),
      expires_in_seconds: 3_600,
    });
    expect(Date.parse(expiring.expires_at as string)).toBeGreaterThan(Date.now() + 3_500_000);
    await postgres().query("UPDATE kept_file SET expires_at = now() WHERE workspace_id = $1", [customer.workspaceId]);
    await expect(clientOf(customer).messages.create(question(documentBy(expiring.id)))).rejects.toMatchObject({ status: 404 });
    expect((await clientOf(customer).files.list()).data).toEqual([]);
  });
});

describe("an upload whose answer is lost", () => {
  const account = { kind: "claude-api" as const, name: "claude-api", secret: UPSTREAM_SECRET, baseUrl: standInUrl };
  const accounts = async () => [{ id: "only", weight: 1, isDraining: false, account }];
  const later = new Date(Date.now() + 20 * 60_000);

  test("is reported as not stored, and the account's copy is deleted", async () => {
    const customer = await newCustomer();
    const other = await uploadText(customer, "kept", "report.txt");
    const before = await storedUpstream();
    await fault("reset", { endpoint: "files" });
    await expect(uploadText(customer, "lost", "report.txt")).rejects.toMatchObject({
      status: 529,
      message: expect.stringMatching(/try again/),
    });
    expect(await storedUpstream()).toHaveLength(before.length + 1);
    expect(await roomOf(customer)).toMatchObject({ files: 2 });
    expect((await clientOf(customer).files.list()).data.map(({ id }) => id)).toEqual([other.id]);
    // Not yet: the upload may still be in progress.
    await clearLostUploads(new Date(), accounts);
    expect(await keptRows(customer)).toHaveLength(2);
    // While the account is away, nothing is forgotten.
    await fault("server-error", { endpoint: "files" });
    await clearLostUploads(later, accounts);
    expect(await keptRows(customer)).toHaveLength(2);
    // Two workers at once.
    await Promise.all([clearLostUploads(later, accounts), clearLostUploads(later, accounts)]);
    expect(await storedUpstream()).toEqual(before);
    expect(await keptRows(customer)).toHaveLength(1);
    expect(await roomOf(customer)).toEqual({ files: 1, bytes: 4n });
  });

  test("a failure of the account is reported without the account's words", async () => {
    const customer = await newCustomer();
    for (const each of [{ name: "unauthorized" }, { name: "server-error" }, { name: "rate-limit" }]) {
      await fault(each.name, { endpoint: "files" });
      const error = (await uploadText(customer).catch((caught) => caught)) as InstanceType<typeof Anthropic.APIError>;
      expect(error.message).toMatch(/Files cannot be kept just now\. Nothing was stored or charged/);
    }
  });
});
