import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { StreamFault } from "@/lib/wire/stream-fault";

/**
 * An upstream's stream on its way to the caller, metered as it passes. It returns whole frames only, so a keep-alive or an error frame may
 * follow at any time. The end of the answer waits for `end`. An implementation that passes a long frame on in pieces sends no keep-alive
 * inside it and closes it in `end`.
 */
export type AnswerStream = {
  readonly meter: UsageMeter;
  /** The bytes that may go to the caller now; often empty. */
  push(chunk: Buffer): Buffer;
  /** Empty where no keep-alive may be sent now. */
  keepAlive(): Buffer;
  /**
   * The rest: the end of a complete answer, or an error frame for the upstream's own error, for `fault`, or for an answer that was cut.
   * Call it once, after the call is settled and no more bytes will come.
   */
  end(fault?: StreamFault): Buffer;
};
