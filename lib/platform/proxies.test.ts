import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ProxyServer } from "@/lib/http1/client/testing/proxy-server";

const file = (name: string) => fileURLToPath(new URL(`../http1/client/testing/${name}`, import.meta.url));
const certificate = { cert: readFileSync(file("certificate.pem")), key: readFileSync(file("key.pem")) };
const proxy = new ProxyServer("ada:secret");
const mails: string[] = [];
let service: Server;
let smtp: SMTPServer;
let proxyUrl = "";
let [servicePort, smtpPort] = [0, 0];

beforeAll(async () => {
  proxyUrl = `http://ada:secret@${await proxy.listen()}`;
  service = createServer(certificate, (request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ object: "balance", path: request.url }));
  }).listen(0, "127.0.0.1");
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _, done) {
      let text = "";
      stream.on("data", (chunk) => {
        text += chunk;
      });
      stream.on("end", () => {
        mails.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  servicePort = (service.address() as AddressInfo).port;
  smtpPort = (smtp.server.address() as AddressInfo).port;
});
beforeEach(() => {
  proxy.asked.length = 0;
});
afterAll(async () => {
  service.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
  await proxy.close();
});

/** The output of a process of the product that runs this code. */
async function run(code: string, variables: Record<string, string> = {}): Promise<string> {
  const program = `import { goThroughProxies } from "./lib/platform/proxies"; await goThroughProxies(); ${code}`;
  const env = { ...process.env, HTTPS_PROXY: proxyUrl, NODE_EXTRA_CA_CERTS: file("certificate.pem"), LOG_LEVEL: "info", ...variables };
  const args = ["--conditions", "react-server", "--import", "tsx", "--input-type", "module", "--eval", program];
  return (await promisify(execFile)(process.execPath, args, { env })).stdout;
}

test("Stripe is reached through the proxy", async () => {
  const code = `import { openStripe } from "./lib/platform/stripe";
    console.log((await openStripe("sk_test_x", "https://upstream.example:${servicePort}").balance.retrieve()).object);`;
  expect(await run(code)).toContain("balance");
  expect(proxy.asked).toEqual([`CONNECT upstream.example:${servicePort}`]);
});

test("mail leaves through the proxy", async () => {
  const code = `import { sendMail } from "./lib/platform/mailer"; await sendMail({ to: "a@example.test", subject: "Hi", text: "Hello", html: "Hello" }); process.exit(0);`;
  await run(code, { SMTP_URL: `smtp://mail.example:${smtpPort}` });
  expect(proxy.asked).toEqual([`CONNECT mail.example:${smtpPort}`]);
  expect(mails.join("")).toContain("Subject: Hi");
});

test("what the platform fetches goes through the proxy, except for NO_PROXY and this host", async () => {
  const code = (host: string) =>
    `console.log((await fetch("https://${host}:${servicePort}/token").then((r) => r.json(), (e) => ({ path: e.cause.code }))).path);`;
  expect(await run(code("upstream.example"))).toContain("/token");
  expect(await run(code("localhost"))).toContain("/token");
  expect(await run(code("upstream.example"), { NO_PROXY: "upstream.example" })).toMatch(/ENOTFOUND|EAI_AGAIN/);
  expect(proxy.asked).toEqual([`CONNECT upstream.example:${servicePort}`]);
});

test("a process says at its start which proxies are in force, without any password", async () => {
  const said = await run("", { NO_PROXY: ".internal" });
  expect(said).toContain(`"HTTPS_PROXY":"${proxyUrl.replace("ada:secret@", "").replace("http:", "http:")}"`);
  expect(said).toContain('"noProxy":".internal"');
  expect(said).not.toContain("secret");
  expect(await run("", { HTTPS_PROXY: "" })).toBe("");
});
