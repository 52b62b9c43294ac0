import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import type { Relay } from "@/lib/api/handle-request";
import { handleNodeRequest } from "@/server/node-adapter";

test("a client that leaves in the middle of its body is a refusal, and no failure of ours", async () => {
  let tell: (read: unknown) => void;
  const read = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const relay: Relay = {
    async handle(request) {
      tell(await Promise.resolve(request.readBody(1_000)).catch((error) => error));
      return { status: 400, headers: {}, body: "" };
    },
    close: async () => undefined,
  };
  const server = createServer((incoming, response) => void handleNodeRequest(relay, incoming, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  server.once("request", (incoming) => incoming.once("data", () => client.destroy()));
  client.write('POST /api/v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"model"');
  expect(await read).toMatchObject({ code: "invalid_request", message: "The body broke off." });
  server.close();
});
