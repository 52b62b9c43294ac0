import { log } from "@/lib/platform/log";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import type { UpstreamRefusal } from "@/lib/wire/upstream-fault";

/** Logs a fault that only the operator can fix. */
export function logOperatorFault(requestId: string, member: PoolMember, status: number, { fault, upstreamMessage }: UpstreamRefusal): void {
  if (fault !== "operator") return;
  log.error(
    { event: "upstreams.account_refused", requestId, upstream: member.name, status, upstreamMessage },
    "the upstream refuses our account",
  );
}
