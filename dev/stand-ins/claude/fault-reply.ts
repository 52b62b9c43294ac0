import type { FaultOptions } from "./fault";
import { FOREVER_MS, type Reply, type Step } from "./reply";

/** Right answers that are delivered badly, by name. */
export const REPLY_FAULTS: Record<string, (reply: Reply, options: FaultOptions) => Reply> = {
  "slow-first-byte": (reply, options) => ({ ...reply, waitMs: options.ms ?? 3000 }),
  "hang-before-headers": (reply) => ({ ...reply, waitMs: FOREVER_MS }),
  "hang-after-headers": (reply) => ({ ...reply, steps: [], ending: "hang" }),
  hang: (reply, options) => ({ ...reply, steps: reply.steps.slice(0, options.afterEvent ?? 4), ending: "hang" }),
  silence: (reply, options) => ({
    ...reply,
    steps: reply.steps.map((step, index) => (index === (options.afterEvent ?? 4) ? { ...step, waitMs: options.ms ?? 3000 } : step)),
  }),
  reset: (reply) => ({ ...reply, status: 0, steps: [], ending: "cut" }),
  cut: (reply, options) => ({ ...reply, steps: firstPart(reply.steps, options), ending: "cut" }),
  "cut-mid-character": (reply) => ({ ...reply, steps: untilMidCharacter(reply.steps), ending: "cut" }),
  trickle: (reply, options) => ({ ...reply, steps: inPieces(reply.steps, options.bytes ?? 1, options.ms ?? 0) }),
};

/** Up to a byte where `afterByte` is given, else up to an event. A JSON answer counts as one event and is cut in its middle. */
function firstPart(steps: Step[], options: FaultOptions): Step[] {
  const limit = options.afterByte ?? (steps.length === 1 ? Math.floor(Buffer.byteLength(steps[0]?.bytes ?? "") / 2) : null);
  if (limit === null) return steps.slice(0, options.afterEvent ?? 4);
  return upToByte(steps, limit);
}

function upToByte(steps: Step[], limit: number): Step[] {
  let left = limit;
  return steps.flatMap((step) => {
    const bytes = Buffer.from(step.bytes as string).subarray(0, left);
    left -= bytes.length;
    return bytes.length > 0 ? [{ ...step, bytes }] : [];
  });
}

/** Ends after the first byte of the first character that has several bytes. */
function untilMidCharacter(steps: Step[]): Step[] {
  const all = Buffer.concat(steps.map((step) => Buffer.from(step.bytes as string)));
  const at = all.findIndex((byte) => byte >= 0xc0);
  return upToByte(steps, at < 0 ? all.length - 1 : at + 1);
}

function inPieces(steps: Step[], size: number, waitMs: number): Step[] {
  return steps.flatMap((step) => {
    const bytes = Buffer.from(step.bytes as string);
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => ({
      waitMs: index === 0 ? step.waitMs : waitMs,
      bytes: bytes.subarray(index * size, (index + 1) * size),
    }));
  });
}
