import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ask } from "@/lib/relay/testing/ask";
import { pagesProxy } from "@/server/pages-proxy";

type Page = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
const warnings: Error[] = [];
const warn = (warning: Error) => warnings.push(warning);
process.on("warning", warn);

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(page: Page): Promise<string> {
  const server = createServer(page);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A portal whose first connections close without an answer, behind the proxy. */
async function closingPages(closes: number): Promise<{ url: string; asked(): number }> {
  let asked = 0;
  const pages = await listening((request, response) => {
    asked += 1;
    if (asked <= closes) request.socket.resetAndDestroy();
    else response.end("the page");
  });
  return { url: await listening(pagesProxy(pages)), asked: () => asked };
}

test("a page whose connection closes before an answer is asked for again", async () => {
  const { url, asked } = await closingPages(1);
  expect(await ask(`${url}/sign-up`, {})).toMatchObject({ status: 200, text: "the page" });
  expect(asked()).toBe(2);
});

test("a form is sent once, because the portal may have done its work already", async () => {
  const { url, asked } = await closingPages(1);
  expect((await ask(`${url}/sign-up`, { body: "name=A" })).status).toBe(502);
  expect(asked()).toBe(1);
});

test("a portal that goes on closing connections is given up within seconds, and nothing is left behind", async () => {
  const { url, asked } = await closingPages(1_000);
  expect(await ask(`${url}/sign-up`, {})).toMatchObject({ status: 502, text: expect.stringContaining("try again in a moment") });
  expect(asked()).toBeGreaterThan(1);
  expect(asked()).toBeLessThan(9);
  expect(warnings).toEqual([]);
});
