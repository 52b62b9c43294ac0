/** Each call earns so much of a retry: an outage adds a fifth to the load of the accounts that are left, never a multiple. */
const EARNED_PER_CALL = 0.2;
/** What quiet times may save up: a few calls are always moved, however little is going on. */
const MOST_SAVED = 10;

/** How many calls may be sent a second time. */
export class RetryBudget {
  private saved = MOST_SAVED;

  earn(): void {
    this.saved = Math.min(MOST_SAVED, this.saved + EARNED_PER_CALL);
  }

  /** False when nothing is left: the failure at hand is then the call's answer. */
  spend(): boolean {
    if (this.saved < 1) return false;
    this.saved -= 1;
    return true;
  }
}
