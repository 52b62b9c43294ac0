import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildProcesses, buildWhenStale } from "./build.mjs";
import { playDemo } from "./demo/play-demo";
import { freePort, isFree, reusedPorts } from "./ports";
import { type RunningPostgres, startPostgres } from "./postgres";
import { clearLeftovers, type Processes, processes } from "./processes";
import { step } from "./progress.mjs";
import { sandboxSecrets, standInsNeeded } from "./sandbox";
import { printWelcome } from "./welcome";

const READY_TIMEOUT_MS = 60_000;

/** `npm start`: brings everything up, prints the ready line, and stays until it is stopped. */
export async function start(options: { isDevelopment: boolean; isDemo: boolean }): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const port = Number.parseInt(process.env.PORT ?? "3000", 10);
  const dataFolder = path.resolve(process.env.RELAIS_DATA_DIR ?? (options.isDemo ? ".data/demo" : ".data"));
  mkdirSync(dataFolder, { recursive: true });
  await clearLeftovers(dataFolder);
  if (!(await isFree(port))) throw new Error(`Port ${port} is taken. Set PORT to another one.`);

  const cleanUp: (() => Promise<void>)[] = [];
  const stop = stopOnce(cleanUp);
  const children = processes(dataFolder, (name, logFile) => {
    process.stderr.write(`\n${name} ended unexpectedly. The end of ${logFile}:\n${readFileSync(logFile, "utf8").slice(-4_000)}\n`);
    void stop(1);
  });
  cleanUp.push(() => children.stop());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));

  try {
    if (options.isDevelopment) await buildProcesses();
    else await buildWhenStale();
    const database = await bringUpDatabase(dataFolder, cleanUp);
    const environment = await bringUpStandIns(children, { port, dataFolder, databaseUrl: database.processes });
    const key = await prepareDatabase(children, environment, database.owner);
    await bringUpServers(children, environment, { port, isDevelopment: options.isDevelopment });
    const played = () => playDemo({ children, environment, port, dataFolder, cleanUp });
    const customer = options.isDemo ? await step("Playing a week of calls (half a minute)", played) : null;
    printWelcome({ port, environment, key, databaseUrl: database.owner, customer });
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
    await stop(1);
  }
}

function stopOnce(cleanUp: (() => Promise<void>)[]) {
  let isStopping = false;
  return async (code: number) => {
    if (isStopping) return;
    isStopping = true;
    process.stdout.write("\nStopping…\n");
    for (const each of cleanUp) await each().catch((error) => process.stderr.write(`${error}\n`));
    process.exit(code);
  };
}

/** The database URLs of the tables' owner and of the processes. */
type Database = { owner: string; processes: string };

async function bringUpDatabase(dataFolder: string, cleanUp: (() => Promise<void>)[]): Promise<Database> {
  const { DATABASE_URL: given, MIGRATION_DATABASE_URL: owner } = process.env;
  // Child processes inherit this environment, and the owner's login is only for the migration.
  delete process.env.MIGRATION_DATABASE_URL;
  if (given) return { owner: owner ?? given, processes: given };
  const server: RunningPostgres = await step("Starting Postgres", () => startPostgres({ dataFolder: path.join(dataFolder, "postgres") }));
  cleanUp.push(() => server.stop());
  return { owner: server.url, processes: server.processesUrl };
}

type Environment = Record<string, string>;

/** Starts the necessary stand-ins and returns the environment of every process of the product. */
async function bringUpStandIns(children: Processes, at: { port: number; dataFolder: string; databaseUrl: string }): Promise<Environment> {
  const secrets = sandboxSecrets(at.dataFolder);
  const needed = standInsNeeded(process.env);
  const isSandbox = Object.values(needed).some(Boolean);
  const publicUrl = process.env.RELAIS_PUBLIC_URL ?? (isSandbox ? `http://localhost:${at.port}` : undefined);
  if (!publicUrl)
    throw new Error("Without stand-ins RELAIS_PUBLIC_URL has to be set: the address that people use, such as https://relais.example.");
  const environment: Environment = {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: at.databaseUrl,
    RELAIS_SANDBOX: isSandbox ? "1" : "0",
    // A first tier of 50 calls a minute is for paying strangers, not for people who try the sandbox under load.
    RELAIS_TIER_RATES: process.env.RELAIS_TIER_RATES ?? (isSandbox ? "off" : "on"),
    // People who try the sandbox make more than ten sign-ups.
    RELAIS_SIGN_UPS_PER_HOUR: process.env.RELAIS_SIGN_UPS_PER_HOUR ?? (isSandbox ? "10000" : "10"),
    RELAIS_DATA_DIR: at.dataFolder,
    RELAIS_PUBLIC_URL: publicUrl,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET ?? secrets.nextAuthSecret,
    KEY_PEPPER: process.env.KEY_PEPPER ?? secrets.keyPepper,
    UPSTREAM_CREDENTIALS_KEY: process.env.UPSTREAM_CREDENTIALS_KEY ?? secrets.upstreamCredentialsKey,
    ...(isSandbox && {
      ADMIN_EMAIL: process.env.ADMIN_EMAIL ?? "admin@relais.example",
      ADMIN_PASSWORD: process.env.ADMIN_PASSWORD ?? secrets.adminPassword,
    }),
  };
  const runStandIn = (name: string, port: number, args: string[] = []) =>
    children.run(`stand-in-${name}`, ["--import", "tsx", `dev/stand-ins/${name}.ts`, "--port", String(port), ...args], {
      env: { RELAIS_SANDBOX: "1" },
      readyWhen: /listening on/,
    });
  await step("Starting the stand-ins for Claude, payments and mail", async () => {
    const ports = await reusedPorts(path.join(at.dataFolder, "stand-in-ports.json"), ["claude", "stripe", "mail", "smtp", "exchange"]);
    if (needed.claude) {
      const secret = secrets.anthropicWebhookSecret;
      Object.assign(environment, {
        ANTHROPIC_BASE_URL: `http://127.0.0.1:${ports.claude}`,
        ANTHROPIC_API_KEY: "sk-stand-in",
        ANTHROPIC_WEBHOOK_SECRET: secret,
      });
      const webhook = `http://127.0.0.1:${at.port}/api/anthropic/webhook`;
      await runStandIn("claude", ports.claude, ["--webhook-url", webhook, "--webhook-secret", secret]);
    }
    if (needed.stripe) {
      Object.assign(environment, {
        STRIPE_BASE_URL: `http://127.0.0.1:${ports.stripe}`,
        STRIPE_SECRET_KEY: "sk_test_stand_in",
        STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
      });
      const webhook = `http://127.0.0.1:${at.port}/api/stripe/webhook`;
      const data = path.join(at.dataFolder, "stripe-stand-in.json");
      await runStandIn("stripe", ports.stripe, ["--webhook-url", webhook, "--webhook-secret", secrets.stripeWebhookSecret, "--data", data]);
    }
    if (needed.mail) {
      Object.assign(environment, { SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`, RELAIS_SANDBOX_INBOX: `http://127.0.0.1:${ports.mail}` });
      await runStandIn("mail", ports.mail, ["--smtp-port", String(ports.smtp)]);
    }
    if (needed.exchange) {
      Object.assign(environment, { EXCHANGE_RATES_URL: `http://127.0.0.1:${ports.exchange}/stats/eurofxref/eurofxref-daily.xml` });
      await runStandIn("exchange", ports.exchange);
    }
  });
  return environment;
}

/** Migrations, catalogue and prices, the first admin; in the sandbox also a key with a balance. Returns that key's secret. */
async function prepareDatabase(children: Processes, env: Environment, ownerUrl: string): Promise<string | null> {
  const asOwner = { env: { ...env, MIGRATION_DATABASE_URL: ownerUrl } };
  await step("Applying migrations", () => children.finish("migrate", [".build/migrate.mjs"], asOwner));
  await step("Seeding models and prices", () => children.finish("seed", [".build/seed.mjs"], asOwner));
  const output = await step("Preparing the first account", () => children.finish("prepare", [".build/prepare.mjs"], { env }));
  return /sk-relais-\w+/.exec(output)?.[0] ?? null;
}

async function bringUpServers(children: Processes, env: Environment, options: { port: number; isDevelopment: boolean }): Promise<void> {
  const portalPort = await freePort();
  const portalUrl = `http://127.0.0.1:${portalPort}`;
  const pagesEnv = { ...env, PORTAL_URL: portalUrl, ...(options.isDevelopment && { NODE_ENV: "development" }) };
  const portal = options.isDevelopment
    ? ["node_modules/next/dist/bin/next", "dev", "--port", String(portalPort), "--hostname", "127.0.0.1"]
    : ["--enable-source-maps", ".build/portal.mjs"];
  await step("Starting the portal, the front door and the worker", async () => {
    await Promise.all([
      // A page may take a moment longer; a stream with readers may not.
      children.run("portal", portal, { env: pagesEnv, readyWhen: /Ready in/, niceness: 15 }),
      children.run("front-door", ["--enable-source-maps", ".build/front-door.mjs"], {
        // No successor takes over here, so there is nothing to wait for.
        env: { RELAIS_DRAIN_SECONDS: "0", ...pagesEnv, PORT: String(options.port) },
        readyWhen: /listening/,
      }),
      children.run("worker", ["--enable-source-maps", ".build/worker.mjs"], { env }),
    ]);
    await answers(`http://127.0.0.1:${options.port}/api/health`);
  });
}

async function answers(url: string): Promise<void> {
  let last: unknown;
  for (const startedMs = Date.now(); Date.now() - startedMs < READY_TIMEOUT_MS; await sleep(100)) {
    const response = await fetch(url).catch((error) => {
      last = error;
    });
    if (response?.ok) return;
    if (response) last = `status ${response.status}`;
  }
  throw new Error(`${url} did not answer in time: ${last}`);
}
