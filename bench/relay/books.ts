import { setTimeout as sleep } from "node:timers/promises";
import type { Setting } from "./setting";

const PATIENCE_MS = 60_000;

/** A candidate that lost a call, or billed one twice, is disqualified. Waits for open settles. */
export async function checkBooks(setting: Setting): Promise<string> {
  for (const startedMs = Date.now(); ; await sleep(200)) {
    const { billedCalls } = setting;
    const { events, chargeNano, heldNano, spentNano } = await setting.books();
    if (events === billedCalls && chargeNano === spentNano && heldNano === "0") {
      return `Books: ${billedCalls} calls so far had left ${events} usage events, which sum to what the wallet spent; nothing was held.`;
    }
    if (Date.now() - startedMs > PATIENCE_MS) {
      // A killed program may leave calls that were not counted: from here on the books are compared again.
      setting.billedCalls = events;
      return `**The books do not agree**: ${billedCalls} calls were counted, ${events} usage events sum to ${chargeNano}, ${spentNano} spent, ${heldNano} held.`;
    }
  }
}
