import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What the sandbox made up on its first start and keeps for the next ones. */
export type SandboxSecrets = {
  nextAuthSecret: string;
  keyPepper: string;
  upstreamCredentialsKey: string;
  stripeWebhookSecret: string;
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
    adminPassword: randomBytes(9).toString("base64url"),
    // An older sandbox keeps what it has, and gets what has come since.
    ...kept,
  };
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`);
  chmodSync(file, 0o600);
  return secrets;
}

/** Which outside services have no real address in the environment and are played by a stand-in. */
export function standInsNeeded(environment: NodeJS.ProcessEnv) {
  return {
    claude: !environment.ANTHROPIC_API_KEY && !environment.ANTHROPIC_BASE_URL,
    stripe: !environment.STRIPE_SECRET_KEY,
    mail: !environment.SMTP_URL,
  };
}
