import { createServer, type Server, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, expect, test } from "@playwright/test";
import { newPerson } from "./steps";

const { hostname, port } = new URL(process.env.E2E_BASE_URL ?? "http://localhost:3000");

/** The changes that usual proxies make to the browser's Host header. */
const MANNERS = {
  "hands the host on as it came": (host: string) => ({ host }),
  "names its target, and the host in X-Forwarded-Host": (host: string) => ({ host: `127.0.0.1:${port}`, "x-forwarded-host": host }),
  "names its target alone": () => ({ host: `127.0.0.1:${port}` }),
  "drops the port": () => ({ host: hostname, "x-forwarded-host": hostname }),
};

async function startProxy(hostHeaders: (host: string) => Record<string, string>): Promise<Server> {
  const proxy = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, "x-forwarded-for": "203.0.113.5:41234", ...hostHeaders(incoming.headers.host ?? "") };
    const passedOn = send({ host: "127.0.0.1", port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passedOn.on("error", () => outgoing.destroy());
    incoming.pipe(passedOn);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return proxy;
}

for (const [manner, hostHeaders] of Object.entries(MANNERS)) {
  test(`forms work behind a proxy that ${manner}`, async () => {
    const proxy = await startProxy(hostHeaders);
    // The browser requests the public address, and reaches the proxy.
    const rule = `MAP ${hostname}:${port} 127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const args = ["--no-sandbox", "--disable-gpu", `--host-resolver-rules=${rule}`];
    const browser = await chromium.launch({ executablePath: process.env.E2E_CHROMIUM, args });
    try {
      const page = await browser.newPage();
      await page.goto(`http://${hostname}:${port}/sign-up`);
      const person = newPerson();
      await page.getByLabel("Email").fill(person.email);
      await page.getByLabel("Password", { exact: true }).fill(person.password);
      await page.getByRole("button", { name: "Create account" }).click();
      await page.waitForURL("**/overview");
    } finally {
      await browser.close();
      proxy.closeAllConnections();
      proxy.close();
    }
  });
}

test("a form from another site is refused with a page that says so, and does nothing", async ({ page, context }) => {
  const elsewhere = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(
      `<form method="post" action="http://${hostname}:${port}/sign-in"><input name="email" value="a@b.example"><button>Send</button></form>`,
    );
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
  const [answer] = await Promise.all([page.waitForResponse((each) => each.request().method() === "POST"), page.getByText("Send").click()]);
  expect(answer.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "This form came from another site" })).toBeVisible();
  await expect(page.getByText("Nothing was done")).toBeVisible();
  expect(await context.cookies()).toEqual([]);
  elsewhere.closeAllConnections();
  elsewhere.close();
  for (const origin of ["https://evil.example", "null"]) {
    const forged = await page.request.post("/sign-in", { headers: { origin, "next-action": "x" }, data: "" });
    expect(forged.status()).toBe(403);
  }
});
