import { createServer, type Socket } from "node:net";
import { afterAll, expect, test, vi } from "vitest";
import { defaultToken, forgetDefaultToken } from "@/lib/upstreams/vertex/default-credentials";

const sockets = new Set<Socket>();
const silent = createServer((socket) => {
  sockets.add(socket.on("error", () => undefined));
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  vi.unstubAllEnvs();
  forgetDefaultToken();
});

test("a metadata server that accepts the request and stays silent times out, as a temporary failure", async () => {
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  vi.stubEnv("GCE_METADATA_HOST", `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
  vi.stubEnv("METADATA_SERVER_DETECTION", "assume-present");
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", "");
  vi.stubEnv("HOME", "/nonexistent");
  const given = await defaultToken(500).catch((error) => error);
  expect(given).toMatchObject({ name: "Error", message: expect.stringContaining("no answer within 0.5 seconds") });
});
