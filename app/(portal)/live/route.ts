import { sessionClaims } from "@/lib/auth/session";
import { liveStream } from "@/lib/live/live-stream";

export const dynamic = "force-dynamic";

/** Server-sent events of the workspace's balance and newest calls. */
export async function GET(request: Request): Promise<Response> {
  return liveStream(await sessionClaims(), request.signal);
}
