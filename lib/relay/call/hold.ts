import type { Admission } from "@/lib/rates/admission";
import type { Call } from "@/lib/relay/call/call";

/** A call that may be sent upstream: it is admitted, its prompt is measured, and its highest possible cost is held. */
export type Hold = Readonly<{
  /** The call as it is sent: it may ask for a shorter answer, and its documents replace their links. */
  call: Call;
  /** The first amount of the hold. A stream may extend it. */
  amountNano: bigint;
  admission: Admission;
  /** The account that has the files which the request names; null for nearly all calls. */
  filesAccountId: string | null;
  /** Frees the memory of its linked documents when the call ends; null for nearly all calls. */
  freeDocuments: (() => void) | null;
}>;
