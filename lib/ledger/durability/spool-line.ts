import { crc32 } from "node:zlib";
import type { SettledModelShare, Settlement } from "@/lib/ledger/settlement";
import { log } from "@/lib/platform/log";

/** One settlement as one line: the checksum of the JSON, a space, the JSON. Money is text in it, as in all our JSON. */
export function spoolLine(settlement: Settlement): string {
  const json = settlementText(settlement);
  return `${checksum(json)} ${json}\n`;
}

/** Null if the line is incomplete or was altered. */
export function settlementOfLine(line: string): Settlement | null {
  const json = line.slice(9);
  return line[8] !== " " || line.slice(0, 8) !== checksum(json) ? null : settlementOfText(json);
}

/** JSON that every text column accepts. */
export function settlementText(settlement: Settlement): string {
  return JSON.stringify(settlement, (_, value) => (typeof value === "bigint" ? value.toString() : value));
}

export function settlementOfText(json: string): Settlement {
  const stored = JSON.parse(json);
  return {
    ...stored,
    ...(stored.parts && { parts: stored.parts.map((share: SettledModelShare) => ({ ...share, priceNano: BigInt(share.priceNano) })) }),
    priceNano: BigInt(stored.priceNano),
    upstreamCostNano: stored.upstreamCostNano === null ? null : BigInt(stored.upstreamCostNano),
  };
}

/** The settlements of a whole file. An incomplete line is logged and skipped, as is a line that this version cannot read. */
export function settlementsOf(content: string, filePath: string): Settlement[] {
  return content.split("\n").flatMap((line) => {
    if (line === "") return [];
    try {
      const settlement = settlementOfLine(line);
      if (settlement === null)
        log.error({ event: "ledger.spool_line_torn", filePath, bytes: line.length }, "ledger: an incomplete line was left out");
      return settlement ?? [];
    } catch (error) {
      // Throwing here would stop the process from starting, and the lines after this one would not be charged.
      log.error(
        { event: "ledger.spool_line_unreadable", err: error, filePath, line },
        "ledger: a line cannot be read and was left out, enter it by hand",
      );
      return [];
    }
  });
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}
