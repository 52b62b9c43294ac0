import { newId } from "@/lib/basics/ids";
import { requestRefund } from "@/lib/topups/refunds/request-refund";
import { sendRefund } from "@/lib/topups/refunds/send-refund";

/** A process for tests to kill: it asks for all that is unused of a payment, says so, and sends the refund to the payment service. */
async function main(): Promise<void> {
  const [workspaceId = "", topUpId = "", refundId = "", until = ""] = process.argv.slice(2);
  const whole = { origin: "admin", chargeMinor: null, seenMinor: null, reason: null, bankAccount: null } as const;
  await requestRefund({ userId: newId(), ip: "192.0.2.1" }, { workspaceId, topUpId, refundId, ...whole });
  process.stdout.write("asked\n");
  if (until === "sent") await sendRefund({ workspaceId, refundId });
  // Waits to be killed, for five minutes at most.
  setTimeout(() => process.exit(), 300_000);
}

void main();
