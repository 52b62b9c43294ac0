// Runs once before the servers: makes the first admin, and in the sandbox a key for immediate use, which it prints.
import { env } from "@/lib/platform/env";
import { ensureFirstAdmin } from "@/lib/signup/first-admin";
import { ensureSandboxKey } from "@/lib/signup/sandbox-key";

const admin = await ensureFirstAdmin();
process.stdout.write(`first admin: ${admin.outcome}\n`);
if (admin.outcome === "unverified") {
  process.stderr.write("Somebody signed up with ADMIN_EMAIL and never verified the address: follow the mailed link, then start again.\n");
}
if (env.RELAIS_SANDBOX === "1" && admin.userId) process.stdout.write(`${await ensureSandboxKey(admin.userId)}\n`);
process.exit(0);
