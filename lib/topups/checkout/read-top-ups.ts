import "server-only";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { AppError } from "@/lib/basics/errors";
import { isUuid } from "@/lib/basics/ids";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/prisma";
import { asOrder, type Order, type TopUpState } from "@/lib/topups/orders/order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { isServiceAway } from "@/lib/topups/services/service-away";

const LOOK_INTERVAL_MS = 2_000;
const MOST_UNFINISHED = 50;

/** One order of the workspace. Another workspace's order is refused like one that does not exist. */
export async function readTopUp(workspaceId: string, topUpId: string): Promise<Order> {
  const row = isUuid(topUpId) ? await database().topUp.findUnique({ where: { workspaceId_id: { workspaceId, id: topUpId } } }) : null;
  if (!row) throw new AppError("not_found", "There is no such top-up in this workspace.");
  return asOrder(row);
}

/**
 * The order after a look-up at Stripe, for the return page, which may be faster than the webhook. Asks Stripe at most every two
 * seconds, however often the page polls. If Stripe is away, it returns what is known.
 */
export async function refreshTopUp(workspaceId: string, topUpId: string, clock: Clock = systemClock): Promise<Order> {
  const order = await readTopUp(workspaceId, topUpId);
  if (order.state !== "created" && order.state !== "processing") return order;
  const now = clock.now();
  const { count } = await database().topUp.updateMany({
    where: { workspaceId, id: topUpId, OR: [{ lookedAt: null }, { lookedAt: { lt: new Date(now.getTime() - LOOK_INTERVAL_MS) } }] },
    data: { lookedAt: now },
  });
  if (count === 0) return order;
  try {
    await fulfil(topUpId);
  } catch (error) {
    if (!isServiceAway(error)) throw error;
    log.warn({ event: "payments.top_up_unread", topUpId, err: error }, "Stripe could not be asked about a top-up: the webhook will tell");
  }
  return readTopUp(workspaceId, topUpId);
}

export type TopUpLine = {
  id: string;
  state: TopUpState;
  amountCents: number;
  createdAt: Date;
  receiptUrl: string | null;
  declineCode: string | null;
};

/** The workspace's orders that are neither paid nor closed without a payment, newest first. */
export async function listUnfinished(workspaceId: string): Promise<TopUpLine[]> {
  const rows = await database().topUp.findMany({
    where: { workspaceId, state: { in: ["created", "processing", "review"] } },
    orderBy: { id: "desc" },
    take: MOST_UNFINISHED,
  });
  return rows.map(asOrder);
}

/** The receipts of orders that have one, by the orders' ids. */
export async function readReceiptUrls(workspaceId: string, ids: string[]): Promise<Map<string, string>> {
  const rows = await database().topUp.findMany({
    where: { workspaceId, id: { in: ids }, receiptUrl: { not: null } },
    select: { id: true, receiptUrl: true },
  });
  return new Map(rows.flatMap(({ id, receiptUrl }) => (receiptUrl === null ? [] : [[id, receiptUrl]])));
}
