import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { upstreamLines } from "@/lib/batches/upstream-lines";
import { createUpstream } from "@/lib/upstreams/create-upstream";

test("results that drip are given up once they take too long, with all that came until then", async () => {
  const server = createServer((_, response) => {
    const dripping = setInterval(() => response.write('{"custom_id":"a"}\n'), 20);
    response.on("close", () => clearInterval(dripping));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const upstream = createUpstream({ kind: "claude-api", name: "dripping", secret: "sk-test", baseUrl });
  let lines = 0;
  const reading = async () => {
    for await (const line of upstreamLines(upstream, "msgbatch_1", { longestMs: 2_000 })) if (line) lines++;
  };
  await expect(reading()).rejects.toThrow("The results of a batch took too long.");
  expect(lines).toBeGreaterThan(2);
  await upstream.close();
  server.close();
});
