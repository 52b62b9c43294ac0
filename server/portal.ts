import { env } from "@/lib/platform/env";

// The portal's process: Next's own server, on loopback unless PORTAL_HOST says otherwise. Its requests come from the front door, which is
// the only public one. A wrong environment ends it here, before it listens.
const { port } = new URL(env.PORTAL_URL ?? "http://127.0.0.1:3001");
process.argv.splice(2, Number.POSITIVE_INFINITY, "start", "--hostname", env.PORTAL_HOST, "--port", port || "80");
await import("next/dist/bin/next");
