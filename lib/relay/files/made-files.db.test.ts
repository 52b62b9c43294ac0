import { describe, expect, test } from "vitest";
import { clientOf, keptRows, MODEL, question, relay, roomOf, uploadText } from "@/lib/api/files/testing/file-relay";
import { ask } from "@/lib/relay/testing/ask";
import { newCustomer, UPSTREAM_SECRET } from "@/lib/relay/testing/test-relay";
import { control, fault } from "@/lib/upstreams/testing/claude-stand-in";

describe("files that tools make upstream", () => {
  const TOOLS = { tools: [{ type: "code_execution_20250825", name: "code_execution" }] };
  const make = async () => {
    const made = (await control("POST", "files", {
      account: UPSTREAM_SECRET,
      name: "chart.csv",
      mediaType: "text/csv",
      text: "a,b\n1,2\n",
    })) as { id: string };
    return made.id;
  };
  const output = (fileId: string) => ({
    type: "bash_code_execution_tool_result",
    tool_use_id: "srvtoolu_1",
    content: {
      type: "bash_code_execution_result",
      stdout: "",
      stderr: "",
      return_code: 0,
      content: [{ type: "bash_code_execution_output", file_id: fileId }],
    },
  });
  const usage = { input_tokens: 10, output_tokens: 5 };
  const whole = (content: object[]) => ({
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: MODEL,
    content,
    stop_reason: "end_turn",
    stop_sequence: null,
    usage,
  });
  const answerWith = (...content: object[]) =>
    fault("script", { status: 200, contentType: "application/json", chunks: [JSON.stringify(whole(content))], ending: "end" });
  const streamWith = (...blocks: object[]) => {
    const events: object[] = [
      { type: "message_start", message: { ...whole([]), stop_reason: null } },
      ...blocks.flatMap((content_block, index) => [
        { type: "content_block_start", index, content_block },
        { type: "content_block_stop", index },
      ]),
      { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage },
      { type: "message_stop" },
    ];
    const text = events.map((event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    // In small chunks: an id may be split into two.
    const chunks = text.match(/[\s\S]{1,40}/g) ?? [];
    return fault("script", { status: 200, contentType: "text/event-stream", chunks, ending: "end" });
  };
  const rich = () => newCustomer(900_000_000_000n);
  const asking = { ...(question({ type: "text", text: "Draw." }) as object), ...TOOLS } as never;

  test("are their caller's once the answer has ended, and can be downloaded, named and deleted; to others they do not exist", async () => {
    for (const stream of [false, true]) {
      const customer = await rich();
      const client = clientOf(customer);
      const id = await make();
      await (stream ? streamWith(output(id)) : answerWith(output(id)));
      const answer = stream ? await client.messages.stream(asking).finalMessage() : await client.messages.create(asking);
      expect(JSON.stringify((answer as { content: object[] }).content)).toContain(id);
      expect(await client.files.retrieveMetadata(id)).toMatchObject({ filename: "chart.csv", downloadable: true });
      const content = await client.files.download(id);
      expect([content.headers.get("content-type"), await content.text()]).toEqual(["text/csv", "a,b\n1,2\n"]);
      expect(await roomOf(customer)).toEqual({ files: 1, bytes: 8n });
      const stranger = clientOf(await rich());
      await expect(stranger.files.download(id)).rejects.toMatchObject({ status: 404 });
      await expect(stranger.files.delete(id)).rejects.toMatchObject({ status: 404 });
      // The next turn sends the result back unchanged.
      const turns = [
        ...(asking as { messages: object[] }).messages,
        { role: "assistant", content: [{ type: "text", text: "Done." }, output(id)] },
        { role: "user", content: "And?" },
      ];
      const next = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...(asking as object), messages: turns } });
      expect(next.status).not.toBe(404);
      expect((await client.files.delete(id)).type).toBe("file_deleted");
      expect(await roomOf(customer)).toEqual({ files: 0, bytes: 0n });
    }
  });

  test("cannot be claimed: neither another's, nor by what a model writes, nor one that the account gives nobody", async () => {
    const owner = await rich();
    const [made, unclaimed] = [await make(), await make()];
    await answerWith(output(made));
    await clientOf(owner).messages.create(asking);
    const uploaded = (await uploadText(owner)).id;
    const thief = await rich();
    const client = clientOf(thief);
    await answerWith(output(made), output(uploaded));
    await client.messages.create(asking);
    const input = { type: "tool_use", id: "toolu_1", name: "look", input: { file_id: unclaimed, content: [{ file_id: unclaimed }] } };
    await answerWith(input, { type: "text", text: JSON.stringify(output(unclaimed)) });
    await client.messages.create(asking);
    await streamWith({ type: "text", text: JSON.stringify(output(unclaimed)) }, { type: "text", text: `"file_id":"${unclaimed}"` });
    await client.messages.stream(asking).finalMessage();
    // Without such a tool the answer is not searched at all.
    await answerWith(output(unclaimed));
    await client.messages.create(question({ type: "text", text: "Draw." }));
    expect(await keptRows(thief)).toEqual([]);
    for (const id of [made, uploaded, unclaimed]) await expect(client.files.download(id)).rejects.toMatchObject({ status: 404 });
    expect((await keptRows(owner)).length).toBe(2);
  });
});
