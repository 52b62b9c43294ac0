/** Each call earns this part of a retry: an outage adds a fifth to the load of the remaining accounts, never a multiple. */
const EARNED_PER_CALL = 0.2;
/** The most retries that quiet times save up: a few calls can always be retried, however little traffic there is. */
const MOST_SAVED = 10;

/** How many calls may be sent a second time. */
export class RetryBudget {
  private saved = MOST_SAVED;

  earn(): void {
    this.saved = Math.min(MOST_SAVED, this.saved + EARNED_PER_CALL);
  }

  /** False when nothing is left: the current failure is then the call's answer. */
  spend(): boolean {
    if (this.saved < 1) return false;
    this.saved -= 1;
    return true;
  }
}
