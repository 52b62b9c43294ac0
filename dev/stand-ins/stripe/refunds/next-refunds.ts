/** What a test wants of the next refunds, instead of what their method does by itself. */
export type NextRefund = {
  status: "succeeded" | "pending" | "requires_action" | "failed";
  pendingReason?: string;
  failureReason?: string;
  times: number;
};

export const NEXT_STATUSES = ["succeeded", "pending", "requires_action", "failed"];

export class NextRefunds {
  #waiting: NextRefund[] = [];

  add(wanted: Partial<NextRefund> & Pick<NextRefund, "status">): void {
    this.#waiting.push({ times: 1, ...wanted });
  }

  take(): NextRefund | null {
    const [next] = this.#waiting;
    if (!next) return null;
    next.times -= 1;
    if (next.times <= 0) this.#waiting.shift();
    return next;
  }
}
