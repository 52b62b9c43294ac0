import { timingSafeEqual } from "node:crypto";
import { readBackgroundHealth } from "@/lib/failures/background-health";
import { env } from "@/lib/platform/env";
import { metrics } from "@/lib/platform/metrics";
import { rollUpLagSeconds } from "@/lib/usage/roll-up-usage";

export const dynamic = "force-dynamic";

/** For Prometheus, with METRICS_TOKEN as bearer. Without a token configured the address does not exist. */
export async function GET(request: Request): Promise<Response> {
  if (!isAuthorised(request.headers.get("authorization"))) return new Response(null, { status: 404 });
  const figures = { ...(await readBackgroundHealth()), rollUpLagSeconds: await rollUpLagSeconds() };
  const background = Object.entries(figures).map(([name, value]) => {
    const metric = `relais_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    return `# TYPE ${metric} gauge\n${metric} ${value}\n`;
  });
  return new Response((await metrics().metrics()) + background.join(""), { headers: { "content-type": metrics().contentType } });
}

function isAuthorised(authorization: string | null): boolean {
  if (!env.METRICS_TOKEN) return false;
  const expected = Buffer.from(`Bearer ${env.METRICS_TOKEN}`);
  const given = Buffer.from(authorization ?? "");
  return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
}
