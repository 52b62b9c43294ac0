import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { type APIRequestContext, expect, request, test } from "@playwright/test";
import { newPerson, signUp } from "./steps";

const log = () => readFileSync(path.join(process.env.E2E_DATA_DIR ?? "", "logs", "portal.log"), "utf8");
const port = () => Number(/Local:\s+http:\/\/127\.0\.0\.1:(\d+)/.exec(log())?.[1]);

const canReach = (host: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port: port() }, () => resolve(true)).on("error", () => resolve(false));
    socket.setTimeout(3_000, () => resolve(false)).on("close", () => resolve(false));
  });

test("the process that renders pages is reachable only from this machine", async () => {
  expect(await canReach("127.0.0.1")).toBe(true);
  const others = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter((each) => !each.internal && each.family === "IPv4"),
  );
  for (const { address } of others) expect([address, await canReach(address)]).toEqual([address, false]);
});

test("without the front door it trusts no forwarded address: a new one with each guess does not help an attacker", async ({ page }) => {
  const person = await signUp(page);
  const portal = await request.newContext({ baseURL: `http://127.0.0.1:${port()}` });
  for (let guess = 1; guess <= 8; guess += 1) await signInDirectly(portal, { ...person, password: `guess ${guess}` }, guess);
  expect(await signInDirectly(portal, person, 9)).toBe(401);
  expect(await signInDirectly(portal, { ...newPerson(), password: "anything" }, 10)).toBe(401);
  await portal.dispose();
});

test("the page of all components is not there for customers: outside the sandbox it answers 404", async ({ page }) => {
  expect((await page.goto("/dev/components"))?.status()).toBe(200);
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const url = `http://127.0.0.1:${(free.address() as AddressInfo).port}`;
  free.close();
  // A process for real, without its database: this page needs none.
  const portal = spawn(process.execPath, [".build/portal.mjs"], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", PORTAL_URL: url, ...FOR_REAL },
    stdio: "ignore",
  });
  try {
    await expect.poll(async () => (await page.request.get(`${url}/sign-in`).catch(() => null))?.status(), { timeout: 60_000 }).toBe(200);
    expect((await page.request.get(`${url}/dev/components`)).status()).toBe(404);
  } finally {
    portal.kill("SIGKILL");
    await once(portal, "exit");
  }
});

const FOR_REAL = {
  RELAIS_PUBLIC_URL: "https://relais.example",
  DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
  NEXTAUTH_SECRET: "a secret of a test, long enough for it",
  KEY_PEPPER: "a pepper of a test, long enough for it",
  UPSTREAM_CREDENTIALS_KEY: Buffer.alloc(32, 1).toString("base64"),
  ANTHROPIC_API_KEY: "sk-ant-test",
  STRIPE_SECRET_KEY: "sk_live_test",
  STRIPE_WEBHOOK_SECRET: "whsec_test",
  SMTP_URL: "smtps://mail.example",
};

/** Through next-auth's own route, like a program that reaches the portal's port. */
async function signInDirectly(portal: APIRequestContext, { email, password }: { email: string; password: string }, guess: number) {
  const { csrfToken } = await (await portal.get("/api/auth/csrf")).json();
  const headers = { "x-forwarded-for": `203.0.${guess}.1`, "x-relais-front-door": "guessed", forwarded: `for=198.51.${guess}.1` };
  const answer = await portal.post("/api/auth/callback/credentials", { headers, form: { csrfToken, email, password, json: "true" } });
  return answer.status();
}
