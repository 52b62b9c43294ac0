import { beforeAll, describe, expect, test } from "vitest";
import { documentBy, keptRows, MODEL, relay, uploadText } from "@/lib/api/files/testing/file-relay";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { callsSeen } from "@/lib/upstreams/testing/claude-stand-in";

describe("another workspace's file looks like a missing one, is never requested upstream, and costs nothing", () => {
  let owner: Customer;
  let stranger: Customer;
  let fileId: string;
  beforeAll(async () => {
    owner = await newCustomer();
    stranger = await newCustomer();
    fileId = (await uploadText(owner)).id;
  });
  const inBlock = (block: object) => ({ model: MODEL, max_tokens: 9, messages: [{ role: "user", content: [block] }] });
  const result = (content: object[]) => ({ type: "tool_result", tool_use_id: "toolu_1", content });

  test.each([
    ["GET", "files/ID", undefined],
    ["DELETE", "files/ID", undefined],
    ["GET", "files/ID/content", undefined],
    ["POST", "messages", inBlock(documentBy("ID"))],
    ["POST", "messages", inBlock({ type: "image", source: { type: "file", file_id: "ID" } })],
    ["POST", "messages", inBlock({ type: "container_upload", file_id: "ID" })],
    ["POST", "messages", inBlock(result([documentBy("ID")]))],
    [
      "POST",
      "messages",
      inBlock({ type: "document", source: { type: "content", content: [{ type: "image", source: { type: "file", file_id: "ID" } }] } }),
    ],
    ["POST", "messages", inBlock({ type: "of_the_future", source: { type: "file", file_id: "ID" } })],
    ["POST", "messages", { ...inBlock(documentBy("ID")), metadata: { user_id: "x".repeat(300_000) } }],
    ["POST", "messages/count_tokens", inBlock(documentBy("ID"))],
    ["POST", "messages/count_tokens", { ...inBlock(documentBy("ID")), system: "x".repeat(300_000) }],
    ["POST", "chat/completions", { model: MODEL, messages: [{ role: "user", content: [{ type: "file", file: { file_id: "ID" } }] }] }],
    ["POST", "responses", { model: MODEL, input: [{ role: "user", content: [{ type: "input_file", file_id: "ID" }] }] }],
    ["POST", "responses", { model: MODEL, input: [{ role: "user", content: [{ type: "input_image", file_id: "ID" }] }] }],
    ["POST", "responses/input_tokens", { model: MODEL, input: [{ role: "user", content: [{ type: "input_file", file_id: "ID" }] }] }],
  ])("%s %s", async (method, path, body) => {
    const before = (await callsSeen()).length;
    const answers = [];
    for (const id of [fileId, "file_011CNha8iCJcU1wXNR6q4V8w"]) {
      const written = body && JSON.stringify(body).replaceAll("ID", id);
      const headers = { "content-type": "application/json", "anthropic-version": "2023-06-01" };
      const got = await ask(`${relay.url}/api/v1/${path.replace("ID", id)}`, {
        secret: stranger.secret,
        method,
        headers,
        ...(written && { body: written }),
      });
      answers.push({ status: got.status, message: (got.json.error?.message as string)?.replaceAll(id, "ID") });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 404, message: expect.stringMatching(/^File not found: ID/) });
    expect((await callsSeen()).length).toBe(before);
    expect(await eventsOf(stranger)).toEqual([]);
    expect(await keptRows(owner)).toHaveLength(1);
  });

  test("also if it is named deeper than anything is read", async () => {
    const deep = [...Array(20)].reduce((inner: object) => result([inner]), documentBy(fileId));
    const got = await ask(`${relay.url}/api/v1/messages`, { secret: stranger.secret, body: inBlock(deep) });
    expect(got).toMatchObject({ status: 400, json: { error: { type: "invalid_request_error" } } });
  });

  test.each([
    [
      "the file's name",
      (other: string, own: string) => `[{"type":"document","source":{"type":"file","file_id":"${other}","file_id":"${own}"}}]`,
    ],
    ["the source", (other: string) => `[{"type":"document","source":{"type":"file","file_id":"${other}"},"source":${TEXT}}]`],
    [
      "the source, in other letters",
      (other: string) => `[{"type":"document","s\\u006furce":{"type":"file","file\\u005fid":"${other}"},"source":${TEXT}}]`,
    ],
    ["a block's content", (other: string) => `[{"type":"tool_result","tool_use_id":"t","content":[${blockBy(other)}],"content":"x"}]`],
    ["a turn's content", (other: string) => `[${blockBy(other)}],"content":"x"`],
    ["a file for a container", (other: string) => `[{"type":"container_upload","file_id":"${other}","file_id":null}]`],
  ])("also where the request gives a field twice: %s", async (_, content) => {
    const own = (await uploadText(stranger)).id;
    const before = (await callsSeen()).length;
    const padding = JSON.stringify({ metadata: { user_id: "x".repeat(20_000) } }).slice(1, -1);
    for (const more of ["", `,${padding}`]) {
      const body = `{"model":"${MODEL}","max_tokens":9,"messages":[{"role":"user","content":${content(fileId, own)}}]${more}}`;
      for (const path of ["messages", "messages/count_tokens"]) {
        expect((await ask(`${relay.url}/api/v1/${path}`, { secret: stranger.secret, body })).status).toBe(400);
      }
    }
    expect((await callsSeen()).length).toBe(before);
  });
});

const TEXT = '{"type":"text","media_type":"text/plain","data":"x"}';
const blockBy = (fileId: string) => JSON.stringify(documentBy(fileId));
