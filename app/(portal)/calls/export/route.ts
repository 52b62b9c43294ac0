import { EXPORT_FORMATS, exportedText } from "@/components/calls/call-export";
import { filtersOfSearch, loadCallSearch } from "@/components/calls/call-search";
import { currentUser } from "@/lib/auth/current-user";
import { signInPath } from "@/lib/auth/return-path";
import { listKeys } from "@/lib/keys/list-keys";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { everyCall } from "@/lib/usage/list-calls";

/** Every call that the list shows for these filters, as a file. Its pieces are read as fast as they are taken, so its size costs no memory. */
export async function GET(request: Request): Promise<Response> {
  const { pathname, search: query, searchParams } = new URL(request.url);
  const user = await currentUser();
  if (!user) return Response.redirect(new URL(signInPath(`${pathname.replace(/\/export$/, "")}${query}`), env.RELAIS_PUBLIC_URL));
  const { id: workspaceId, timeZone } = user.workspace;
  const format = searchParams.get("format") === "jsonl" ? "jsonl" : "csv";
  const filters = filtersOfSearch(loadCallSearch(searchParams), timeZone, new Date());
  const keyNames = Object.fromEntries((await listKeys(workspaceId)).map((key) => [key.id, key.name]));
  const text = exportedText(format, everyCall(workspaceId, filters), keyNames);
  return new Response(streamOf(text), {
    headers: {
      "content-type": EXPORT_FORMATS[format],
      "content-disposition": `attachment; filename="calls.${format}"`,
      "cache-control": "no-store",
    },
  });
}

function streamOf(text: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = await text.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          // The file has begun: only its broken end can say that it is not whole.
          log.error({ event: "portal.export_broken", err: error }, "an export of calls ended before its last one");
          controller.error(error);
        }
      },
      async cancel() {
        await text.return();
      },
    },
    { highWaterMark: 0 },
  );
}
