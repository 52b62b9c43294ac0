import "server-only";
import { createEnv } from "@t3-oss/env-nextjs";
import { z } from "zod";

const optional = z.string().min(1).optional();

// Only where nobody depends on it is the address a matter of course.
const isForReal = process.env.RELAIS_SANDBOX !== "1" && process.env.NODE_ENV !== "development" && process.env.NODE_ENV !== "test";
const publicUrl = z
  .url({
    protocol: /^https?$/,
    error: "is the address that people use, such as https://relais.example. Links in mails and the check of every form depend on it",
  })
  .transform((url) => url.replace(/\/+$/, ""));

/** Every variable that the product reads, documented in .env.example. `npm start` sets the required ones for the sandbox. */
export const env = createEnv({
  server: {
    DATABASE_URL: z.url(),
    /** Where the front door listens. */
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    /** Where the process that renders pages listens. Without it the front door serves the API alone. */
    PORTAL_URL: z.url().optional(),
    /** Where that process listens; the port is PORTAL_URL's. */
    PORTAL_HOST: z.string().default("127.0.0.1"),
    /** How long a front door that stops waits for idle connections to be used once more. */
    RELAIS_DRAIN_SECONDS: z.coerce.number().int().min(0).max(600).default(15),
    /** How many front doors share the port. */
    WEB_CONCURRENCY: z.coerce.number().int().min(1).max(256).default(1),
    /** How many proxies of the operator's stand in front: so many entries of `x-forwarded-for` are believed. */
    RELAIS_TRUSTED_HOPS: z.coerce.number().int().min(0).max(16).default(0),
    /** Where they write whom they saw. A proxy that writes one of these hands the other on as the client sent it. */
    RELAIS_FORWARDED_HEADER: z.enum(["x-forwarded-for", "forwarded", "either"]).default("either"),
    /** What front doors and portal know each other by; else it is derived from NEXTAUTH_SECRET. */
    FRONT_DOOR_SECRET: z.string().min(32).optional(),
    /** "1" where stand-ins take the place of Claude, Stripe and mail. */
    RELAIS_SANDBOX: z.enum(["0", "1"]).default("0"),
    /** The address that people and clients use: links in mails and return pages are built from it. */
    RELAIS_PUBLIC_URL: isForReal ? publicUrl : publicUrl.default("http://localhost:3000"),
    RELAIS_DATA_DIR: z.string().default(".data"),
    NEXTAUTH_SECRET: z.string().min(32),
    /** Keys are stored as HMAC-SHA-256 with this pepper: a reader of the database cannot test a guess. */
    KEY_PEPPER: z.string().min(32),
    /** Raised together with a new pepper; the old one stays in KEY_PEPPER_PREVIOUS until its keys are gone. */
    KEY_PEPPER_VERSION: z.coerce.number().int().positive().default(1),
    KEY_PEPPER_PREVIOUS: z.string().min(32).optional(),
    /** Seals the credentials of upstream accounts: 32 bytes in base64, or a passphrase. Without it no account can be stored. */
    UPSTREAM_CREDENTIALS_KEY: z.string().min(16).optional(),
    /** Opens what was sealed before the key was changed. */
    UPSTREAM_CREDENTIALS_KEY_PREVIOUS: z.string().min(16).optional(),
    ADMIN_EMAIL: z.email().optional(),
    ADMIN_PASSWORD: optional,
    GITHUB_CLIENT_ID: optional,
    GITHUB_CLIENT_SECRET: optional,
    GOOGLE_CLIENT_ID: optional,
    GOOGLE_CLIENT_SECRET: optional,
    STRIPE_SECRET_KEY: optional,
    /** Both secrets with a comma between them while one replaces the other. */
    STRIPE_WEBHOOK_SECRET: optional,
    /** Only for the stand-in: refused beside a live key. */
    STRIPE_BASE_URL: z.url().optional(),
    ANTHROPIC_API_KEY: optional,
    ANTHROPIC_BASE_URL: z.url().default("https://api.anthropic.com"),
    /** Hosts that an admin may type for an account although they are not public, or are reached by plain http. */
    UPSTREAM_ALLOWED_HOSTS: z
      .string()
      .default("")
      .transform((text) =>
        text
          .toLowerCase()
          .split(/[\s,]+/)
          .filter(Boolean),
      ),
    /** "rotation" takes the upstream accounts in turn, whatever their prompt caches hold. */
    UPSTREAM_ROUTING: z.enum(["affine", "rotation"]).default("affine"),
    /** "refuse" fetches nothing that a caller names: links are then for accounts alone whose platform fetches them itself. */
    UPSTREAM_LINKS: z.enum(["read", "refuse"]).default("read"),
    /** What the files of one workspace may come to at the upstream's, in megabytes. 0 takes none in. */
    FILES_MB_PER_WORKSPACE: z.coerce.number().int().min(0).max(100_000).default(1_000),
    SMTP_URL: z.url().optional(),
    /** Where the mail stand-in shows what it received. */
    RELAIS_SANDBOX_INBOX: z.url().optional(),
    MAIL_FROM: z.string().default("Relais <relais@localhost>"),
    /** "off" leaves the requests, tokens and calls at once of the usage tiers uncounted; keys keep their own. */
    RELAIS_TIER_RATES: z.enum(["on", "off"]).default("on"),
    /** Accounts that can be made from one address within an hour. */
    RELAIS_SIGN_UPS_PER_HOUR: z.coerce.number().int().min(1).default(10),
    REDIS_URL: z.url().optional(),
    /** Opens /api/metrics to requests that send it as bearer; without it the page does not exist. */
    METRICS_TOKEN: optional,
    LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  },
  client: {},
  experimental__runtimeEnv: {},
  emptyStringAsUndefined: true,
  onValidationError(issues) {
    const lines = issues.map(({ path, message }) => `  ${path?.join(".")} ${message}`);
    throw new Error(`Relais does not start before these variables are right (.env.example describes them all):\n${lines.join("\n")}`);
  },
  // `next build` collects pages without a database; every process that serves has the real values.
  skipValidation: process.env.NEXT_PHASE === "phase-production-build",
});
