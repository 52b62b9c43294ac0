import { currentUser } from "@/lib/auth/current-user";
import { searchWorkspace } from "@/lib/search/search-workspace";

/** What the command palette finds. Its address is not for people: pages and actions are found in the browser. */
export async function GET(request: Request): Promise<Response> {
  const user = await currentUser();
  if (!user) return Response.json({ error: "unauthenticated" }, { status: 401 });
  const query = new URL(request.url).searchParams.get("q") ?? "";
  return Response.json(await searchWorkspace(user.workspace.id, query, new Date()), { headers: { "cache-control": "no-store" } });
}
