import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The secrets that the sandbox made on its first start and keeps for later ones. */
export type SandboxSecrets = {
  nextAuthSecret: string;
  keyPepper: string;
  upstreamCredentialsKey: string;
  stripeWebhookSecret: string;
  anthropicWebhookSecret: string;
  adminPassword: string;
};

export function sandboxSecrets(dataFolder: string): SandboxSecrets {
  const file = path.join(dataFolder, "sandbox.json");
  const kept: Partial<SandboxSecrets> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const secrets: SandboxSecrets = {
    nextAuthSecret: randomBytes(32).toString("base64url"),
    keyPepper: randomBytes(32).toString("base64url"),
    upstreamCredentialsKey: randomBytes(32).toString("base64url"),
    stripeWebhookSecret: `whsec_${randomBytes(24).toString("hex")}`,
    anthropicWebhookSecret: `whsec_${randomBytes(24).toString("base64")}`,
    adminPassword: randomBytes(9).toString("base64url"),
    // An older sandbox keeps its values, and gets newer ones added.
    ...kept,
  };
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`);
  chmodSync(file, 0o600);
  return secrets;
}

/** The outside services that have no real address in the environment: a stand-in plays them. */
export function standInsNeeded(environment: NodeJS.ProcessEnv) {
  const needed = {
    claude: !environment.ANTHROPIC_API_KEY && !environment.ANTHROPIC_BASE_URL,
    stripe: !environment.STRIPE_SECRET_KEY,
    mail: !environment.SMTP_URL,
  };
  // Exchange rates are free and need no account: without a variable they come from the bank itself, and only a sandbox plays them.
  return { ...needed, exchange: Object.values(needed).some(Boolean) && !environment.EXCHANGE_RATES_URL };
}
