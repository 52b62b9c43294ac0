// A second relaying process for tests: reads secrets from standard input, one a line, and answers with its caller, or null.
import { createInterface } from "node:readline";
import { authenticateSecret } from "@/lib/keys/authenticate-key";
import { isListening } from "@/lib/platform/listen-connection";

async function answer(secret: string): Promise<void> {
  const caller = await authenticateSecret(secret);
  console.log(JSON.stringify({ caller, isListening: isListening("relais_keys") }));
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (secret) => void answer(secret));
lines.on("close", () => process.exit(0));
