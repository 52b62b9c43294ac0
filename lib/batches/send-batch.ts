import { BATCHES_PATH, requestUpstream, type UpstreamBatch, upstreamBatchOf } from "@/lib/batches/request-upstream";
import { logOperatorFault } from "@/lib/relay/routing/log-operator-fault";
import { answerHeader } from "@/lib/relay/routing/upstream-answer";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import type { UpstreamAnswer } from "@/lib/upstreams/whole-answer";
import { isProfileUnknown, refusalOfUpstream, type UpstreamRefusal } from "@/lib/wire/upstream-fault";

/** The result of offering a batch to an account. `unknown`: the account may have accepted it, so it must not be offered again. */
export type Offered =
  | { kind: "taken"; batch: UpstreamBatch }
  /** `isProfileUnknown`: the account does not have the user profile that the request names. */
  | { kind: "refused"; refusal: UpstreamRefusal; isProfileUnknown: boolean }
  | { kind: "unreached" }
  | { kind: "unknown"; cause: string };

/** The connection was never made. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** Offers a batch once. Never rejects. */
export async function offerBatch(
  member: PoolMember,
  requestId: string,
  { headers, body, userProfileId }: { headers: Record<string, string>; body: Uint8Array; userProfileId: string | null },
): Promise<Offered> {
  let answer: UpstreamAnswer;
  try {
    answer = await requestUpstream(member.upstream, {
      path: BATCHES_PATH,
      headers: { ...headers, "content-type": "application/json" },
      body,
      ...(userProfileId && { userProfileId }),
    });
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return NEVER_SENT.has(code) ? { kind: "unreached" } : { kind: "unknown", cause: code || message };
  }
  if (answer.status === 200) {
    const batch = upstreamBatchOf(answer.body);
    return batch ? { kind: "taken", batch } : { kind: "unknown", cause: "an answer that is no batch" };
  }
  if (!isRefusal(answer.status)) return { kind: "unknown", cause: String(answer.status) };
  const refusal = refusalOfUpstream(answer.status, answer.bytes, answerHeader(answer.headers, "retry-after") ?? undefined);
  logOperatorFault(requestId, member, answer.status, refusal);
  return { kind: "refused", refusal, isProfileUnknown: isProfileUnknown(answer.status, answer.bytes) };
}

/** With these statuses an upstream refuses a request before any work. With any other it may have started. */
function isRefusal(status: number): boolean {
  return (status >= 400 && status < 500 && status !== 408) || status === 503 || status === 529;
}
