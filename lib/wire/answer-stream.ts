import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { StreamFault } from "@/lib/wire/stream-fault";

/**
 * An upstream's stream on its way to the caller, metered as it passes. Only whole frames are let through, so that
 * a keep-alive or an error frame may follow at any time, and the end of the answer waits for `end`. What lets a long frame
 * through in pieces has no keep-alive inside it, and closes it at `end`.
 */
export type AnswerStream = {
  readonly meter: UsageMeter;
  /** What the caller may have now; often empty. */
  push(chunk: Buffer): Buffer;
  /** Empty where none may be sent now. */
  keepAlive(): Buffer;
  /**
   * The rest: the end of a complete answer, or an error frame for the upstream's own error, for `fault`, or for an answer that was cut.
   * To be called once, after the call is settled and no more bytes will come.
   */
  end(fault?: StreamFault): Buffer;
};
