import { readBackgroundHealth } from "@/lib/failures/background-health";
import { log } from "@/lib/platform/log";

export const dynamic = "force-dynamic";

/** For balancers and monitors: 200 when pages can be served. Delays that end by themselves are reported, and are no failure. */
export async function GET(): Promise<Response> {
  try {
    const { oldestPendingEventSeconds, deadEvents, topUpsInReview, failedJobs, refusedSettles } = await readBackgroundHealth();
    const isBehind = oldestPendingEventSeconds > 15 * 60;
    const asText = (needsPerson: boolean) => (needsPerson ? "attention" : "ok");
    return Response.json({
      status: "ok",
      payments: asText(isBehind || deadEvents > 0 || topUpsInReview > 0),
      failures: asText(failedJobs > 0 || refusedSettles > 0),
    });
  } catch (error) {
    log.error({ event: "portal.health_failed", err: error }, "the health check failed");
    return Response.json({ status: "unavailable" }, { status: 503 });
  }
}
