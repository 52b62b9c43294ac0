import type { FirstCall } from "@/components/start/first-call";
import { currentUser } from "@/lib/auth/current-user";
import { promptTokens } from "@/lib/basics/tokens";
import { listCalls } from "@/lib/usage/list-calls";

/** The newest call with its tokens. Start asks once it knows that there is one. */
export async function GET(): Promise<Response> {
  const user = await currentUser();
  if (!user) return Response.json({ error: "unauthenticated" }, { status: 401 });
  const [newest] = (await listCalls(user.workspace.id, {}, null, 1)).calls;
  const call: FirstCall | null = newest
    ? {
        id: newest.id,
        modelId: newest.modelId,
        inputTokens: promptTokens(newest.usage.tokens),
        outputTokens: newest.usage.tokens.output,
        firstByteMs: newest.firstByteMs,
        totalMs: newest.totalMs,
        chargeNano: newest.chargeNano.toString(),
      }
    : null;
  return Response.json({ call }, { headers: { "cache-control": "no-store" } });
}
