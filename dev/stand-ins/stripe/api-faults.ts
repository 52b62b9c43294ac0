/**
 * The failures of the API. `before`: nothing was done. `after`: the work was done and its answer is stored under the idempotency key;
 * `error-after` stores the 500 itself, as Stripe does. `reset-after` and `hang-after` lose a good answer.
 */
export const API_FAULTS = [
  "error-before",
  "error-after",
  "reset-before",
  "reset-after",
  "hang-after",
  "conflict",
  "rate-limit",
  "slow",
] as const;
export type ApiFaultName = (typeof API_FAULTS)[number];

export type ApiFault = {
  name: ApiFaultName;
  method: string | null;
  /** The beginning of the path, such as `/v1/refunds`; null means any. */
  path: string | null;
  status: number;
  ms: number;
  times: number;
};

export class ApiFaultQueue {
  #waiting: ApiFault[] = [];

  add(fault: Partial<ApiFault> & { name: ApiFaultName }): void {
    this.#waiting.push({ method: null, path: null, status: 500, ms: 1000, times: 1, ...fault });
  }

  take(method: string, path: string): ApiFault | null {
    const next = this.#waiting.find((each) => (each.method ?? method) === method && path.startsWith(each.path ?? ""));
    if (!next) return null;
    next.times -= 1;
    if (next.times <= 0) this.#waiting = this.#waiting.filter((each) => each !== next);
    return next;
  }

  list(): readonly ApiFault[] {
    return this.#waiting;
  }

  clear(): void {
    this.#waiting = [];
  }
}
