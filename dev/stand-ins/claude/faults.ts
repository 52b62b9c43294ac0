import type { Fault } from "./fault";
import { ERROR_FAULTS, FOREIGN_FAULTS } from "./fault-errors";
import { EVENT_FAULTS } from "./fault-events";
import { MESSAGE_FAULTS } from "./fault-message";
import { REPLY_FAULTS } from "./fault-reply";

export const FAULT_NAMES = [ERROR_FAULTS, FOREIGN_FAULTS, MESSAGE_FAULTS, EVENT_FAULTS, REPLY_FAULTS].flatMap((table) =>
  Object.keys(table),
);

export type Endpoint = "messages" | "count_tokens" | "models" | "files" | "batches" | "batch" | "results" | ProfileEndpoint;
/** A new profile, the list of them, and one of them. */
type ProfileEndpoint = "new_user_profile" | "user_profiles" | "user_profile";

type Waiting = { fault: Fault; account: string | null; endpoint: Endpoint; timesLeft: number };

/** Faults that wait for the next calls of an account (null: of any). Each is used once unless `times` says otherwise. */
export class FaultQueue {
  #waiting: Waiting[] = [];

  add(fault: Fault, to: { account: string | null; endpoint: Endpoint; times: number }): void {
    this.#waiting.push({ fault, account: to.account, endpoint: to.endpoint, timesLeft: to.times });
  }

  take(account: string, endpoint: Endpoint): Fault | null {
    if (this.#waiting.length === 0) return null;
    const next = this.#waiting.find((each) => each.endpoint === endpoint && (each.account === null || each.account === account));
    if (!next) return null;
    next.timesLeft -= 1;
    if (next.timesLeft <= 0) this.#waiting = this.#waiting.filter((each) => each !== next);
    return next.fault;
  }

  list(): readonly Waiting[] {
    return this.#waiting;
  }

  clear(): void {
    this.#waiting = [];
  }
}
