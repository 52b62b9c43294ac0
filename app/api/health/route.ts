import { log } from "@/lib/log";
import { readBackgroundHealth } from "@/lib/topups/health";

export const dynamic = "force-dynamic";

/** For balancers and monitors: 200 when pages can be served. What is late but mends itself is told, and is no failure. */
export async function GET(): Promise<Response> {
  try {
    const { oldestPendingEventSeconds, deadEvents, topUpsInReview } = await readBackgroundHealth();
    const isBehind = oldestPendingEventSeconds > 15 * 60;
    return Response.json({ status: "ok", payments: isBehind || deadEvents > 0 || topUpsInReview > 0 ? "attention" : "ok" });
  } catch (error) {
    log.error({ err: error }, "the health check failed");
    return Response.json({ status: "unavailable" }, { status: 503 });
  }
}
