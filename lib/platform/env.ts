import "server-only";
import { createEnv } from "@t3-oss/env-nextjs";
import { z } from "zod";

const optional = z.string().min(1).optional();

// The address has a default only where no customer depends on it.
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
    /** Where the process that renders pages listens. Without it the front door serves only the API. */
    PORTAL_URL: z.url().optional(),
    /** Where that process listens; the port is PORTAL_URL's. */
    PORTAL_HOST: z.string().default("127.0.0.1"),
    /** How long a front door that stops waits for idle connections to be used once more. */
    RELAIS_DRAIN_SECONDS: z.coerce.number().int().min(0).max(600).default(15),
    /** How many front doors share the port. */
    WEB_CONCURRENCY: z.coerce.number().int().min(1).max(256).default(1),
    /** How many proxies of the operator's stand in front: this many entries of `x-forwarded-for` are trusted. */
    RELAIS_TRUSTED_HOPS: z.coerce.number().int().min(0).max(16).default(0),
    /**
     * The header in which these proxies write the client's address. A proxy that writes one of the two passes the other on as the client
     * sent it.
     */
    RELAIS_FORWARDED_HEADER: z.enum(["x-forwarded-for", "forwarded", "either"]).default("either"),
    /** The secret by which front doors and portal recognise each other; by default it is derived from NEXTAUTH_SECRET. */
    FRONT_DOOR_SECRET: z.string().min(32).optional(),
    /** "1" where stand-ins take the place of Claude, Stripe and mail. */
    RELAIS_SANDBOX: z.enum(["0", "1"]).default("0"),
    /** The address that people and clients use: links in mails and return pages contain it. */
    RELAIS_PUBLIC_URL: isForReal ? publicUrl : publicUrl.default("http://localhost:3000"),
    RELAIS_DATA_DIR: z.string().default(".data"),
    NEXTAUTH_SECRET: z.string().min(32),
    /** Keys are stored as HMAC-SHA-256 with this pepper: a reader of the database cannot test a guess. */
    KEY_PEPPER: z.string().min(32),
    /** Raised together with a new pepper; the old one stays in KEY_PEPPER_PREVIOUS until its keys are gone. */
    KEY_PEPPER_VERSION: z.coerce.number().int().positive().default(1),
    KEY_PEPPER_PREVIOUS: z.string().min(32).optional(),
    /** Encrypts the credentials of upstream accounts: 32 bytes in base64, or a passphrase. Without it no upstream account can be stored. */
    UPSTREAM_CREDENTIALS_KEY: z.string().min(16).optional(),
    /** Decrypts what was encrypted before the key changed. */
    UPSTREAM_CREDENTIALS_KEY_PREVIOUS: z.string().min(16).optional(),
    ADMIN_EMAIL: z.email().optional(),
    ADMIN_PASSWORD: optional,
    GITHUB_CLIENT_ID: optional,
    GITHUB_CLIENT_SECRET: optional,
    GOOGLE_CLIENT_ID: optional,
    GOOGLE_CLIENT_SECRET: optional,
    STRIPE_SECRET_KEY: optional,
    /** Both secrets, separated by a comma, while one replaces the other. */
    STRIPE_WEBHOOK_SECRET: optional,
    /** Only for the stand-in: refused beside a live key. */
    STRIPE_BASE_URL: z.url().optional(),
    /** The European Central Bank's daily list, or a stand-in for it. */
    EXCHANGE_RATES_URL: z.url().default("https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"),
    ANTHROPIC_API_KEY: optional,
    ANTHROPIC_BASE_URL: z.url().default("https://api.anthropic.com"),
    /** Hosts that an admin may enter for an upstream account although they are not public, or use plain http. */
    UPSTREAM_ALLOWED_HOSTS: z
      .string()
      .default("")
      .transform((text) =>
        text
          .toLowerCase()
          .split(/[\s,]+/)
          .filter(Boolean),
      ),
    /** "rotation" uses the upstream accounts in turn, whatever their prompt caches hold. */
    UPSTREAM_ROUTING: z.enum(["affine", "rotation"]).default("affine"),
    /** "refuse" fetches nothing that a caller names: links then work only with upstream accounts whose platform fetches them itself. */
    UPSTREAM_LINKS: z.enum(["read", "refuse"]).default("read"),
    /** "off" names no customers to Claude: for a gateway that has no user profiles. */
    UPSTREAM_USER_PROFILES: z.enum(["on", "off"]).default("on"),
    /** Verifies what Anthropic reports of user profiles: `whsec_…` of each organisation, separated by commas. */
    ANTHROPIC_WEBHOOK_SECRET: optional,
    /** The most megabytes that the files of one workspace may take at the upstream. 0 accepts no files. */
    FILES_MB_PER_WORKSPACE: z.coerce.number().int().min(0).max(100_000).default(1_000),
    SMTP_URL: z.url().optional(),
    /** The address that pages show where they say "contact support". Without it they name no address. */
    RELAIS_SUPPORT_EMAIL: z.email().optional(),
    /** Where the mail stand-in shows the mail that it received. */
    RELAIS_SANDBOX_INBOX: z.url().optional(),
    MAIL_FROM: z.string().default("Relais <relais@localhost>"),
    /** "off" does not count the requests, tokens and concurrent calls of the usage tiers; keys keep their own limits. */
    RELAIS_TIER_RATES: z.enum(["on", "off"]).default("on"),
    /** The most sign-ups from one address within an hour. */
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
