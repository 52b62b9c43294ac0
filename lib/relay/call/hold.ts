import type { Admission } from "@/lib/rates/admission";
import type { Call } from "@/lib/relay/call/call";

/** A call that may go upstream: it was let in, its prompt is measured, and the most that it may cost is held. */
export type Hold = Readonly<{
  /** As it is sent: perhaps for a shorter answer than was asked for, and with its documents in their places. */
  call: Call;
  /** What is held at first; a stream may have it extended. */
  amountNano: bigint;
  admission: Admission;
  /** The account that has the files which the request names; null for nearly all calls. */
  filesAccountId: string | null;
  /** Gives back the memory that its linked documents take until it ends; null for nearly all calls. */
  freeDocuments: (() => void) | null;
}>;
