import { type MeteredUsage, meteredUsage, type RequestFacts } from "@/lib/wire/anthropic/metered-usage";
import { UsageReport } from "@/lib/wire/anthropic/usage-report";
import { isObject, type JsonObject, writeJson } from "@/lib/wire/json";

/** The usage of a whole answer, by the same rules as for a stream. */
export function usageOfMessage(message: JsonObject, request: RequestFacts): MeteredUsage {
  const report = new UsageReport(request);
  report.add(message.usage);
  const content = Array.isArray(message.content) ? message.content : [];
  return meteredUsage(
    report,
    {
      model: typeof message.model === "string" ? message.model : null,
      stopReason: typeof message.stop_reason === "string" ? message.stop_reason : null,
      isReportFinal: true,
      hasOutput: content.length > 0,
      hasSignature: false,
      outputBytes: content.reduce((sum: number, block: unknown) => sum + writtenBytes(block), 0),
    },
    request,
  );
}

function writtenBytes(block: unknown): number {
  if (!isObject(block)) return 0;
  const text = block.input === undefined ? (block.text ?? block.thinking) : writeJson(block.input);
  return typeof text === "string" ? Buffer.byteLength(text) : 0;
}
