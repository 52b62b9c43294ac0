import { currentUser } from "@/lib/auth/current-user";
import { readLiveState } from "@/lib/live/live-state";

/** The same as one event of the stream, for pages that a proxy keeps from reading it. */
export async function GET(): Promise<Response> {
  const user = await currentUser();
  if (!user) return Response.json({ error: "unauthenticated" }, { status: 401 });
  return Response.json(await readLiveState(user.workspace.id), { headers: { "cache-control": "no-store" } });
}
