import { currentUser } from "@/lib/auth/current-user";
import { AppError, type ErrorCode } from "@/lib/basics/errors";
import { readProgress } from "@/lib/topups/billing";

const STATUS: Partial<Record<ErrorCode, number>> = { not_found: 404 };

/** The return page polls this while it waits. */
export async function GET(request: Request): Promise<Response> {
  const user = await currentUser();
  if (!user) return Response.json({ error: "unauthenticated" }, { status: 401 });
  try {
    const progress = await readProgress(user.workspace.id, new URL(request.url).searchParams.get("topup") ?? "");
    return Response.json(progress, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    const status = error instanceof AppError ? STATUS[error.code] : undefined;
    if (!status || !(error instanceof AppError)) throw error;
    return Response.json({ error: error.code }, { status });
  }
}
