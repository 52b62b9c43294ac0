import "server-only";
import { createHash } from "node:crypto";
import type { RateLimiterAbstract } from "rate-limiter-flexible";
import { RateLimiterRes } from "rate-limiter-flexible";
import { subnetOf } from "@/lib/platform/addresses/subnet";
import { counters } from "@/lib/throttle/attempt-counters";

/** The source of an attempt and the person that it is about. */
export type AttemptSubject = { remoteAddress: string; email: string };
export type Attempt =
  | { kind: "wait"; seconds: number }
  /** `succeeded` removes the attempt from the count: only failures cause a wait. */
  | { kind: "allowed"; succeeded(): Promise<void> };
export type AttemptKind = keyof typeof RULES;

type Rule = {
  name: string;
  /** Null if the rule does not apply. */
  subject: (subject: AttemptSubject) => string | null;
  freeFailures: number;
  maxWaitSeconds: number;
  /** The effect of a success: it clears the count of a person, but not that of a network. */
  onSuccess: "forget" | "give_back";
};

// People with an unknown address would share one network and lock each other out.
const network = ({ remoteAddress }: AttemptSubject) => (subnetOf(remoteAddress) === "unknown" ? null : subnetOf(remoteAddress));
const person = ({ email }: AttemptSubject) => email;
const both = (subject: AttemptSubject) => `${subnetOf(subject.remoteAddress)} ${person(subject)}`;

/**
 * After the free failures each wait is twice the last. Nobody is ever locked out: over all networks a person's wait stays so short
 * that a stranger's guesses hardly delay the owner.
 */
const RULES = {
  sign_in: [
    { name: "sign-in-both", subject: both, freeFailures: 5, maxWaitSeconds: 900, onSuccess: "forget" },
    { name: "sign-in-network", subject: network, freeFailures: 50, maxWaitSeconds: 900, onSuccess: "give_back" },
    { name: "sign-in-person", subject: person, freeFailures: 20, maxWaitSeconds: 10, onSuccess: "forget" },
  ],
  /** Here a failure is a taken address: somebody who tries to list our customers causes many. */
  sign_up: [{ name: "sign-up-network", subject: network, freeFailures: 20, maxWaitSeconds: 900, onSuccess: "give_back" }],
  /** Here a failure is a wrong code. A code has 100 random bits, so this keeps guesses from costing us work rather than from hitting one. */
  code: [
    { name: "code-person", subject: person, freeFailures: 5, maxWaitSeconds: 900, onSuccess: "give_back" },
    { name: "code-network", subject: network, freeFailures: 50, maxWaitSeconds: 900, onSuccess: "give_back" },
  ],
  /** Mails that anybody can request for any address. */
  mail: [
    { name: "mail-person", subject: person, freeFailures: 3, maxWaitSeconds: 3_600, onSuccess: "forget" },
    { name: "mail-network", subject: network, freeFailures: 30, maxWaitSeconds: 900, onSuccess: "give_back" },
  ],
} satisfies Record<string, Rule[]>;

const MEMORY_SECONDS = 24 * 60 * 60;

/** Counts an attempt before it is made, so that a hundred at once cannot avoid the wait. */
export async function countAttempt(kind: AttemptKind, subject: AttemptSubject): Promise<Attempt> {
  const counted: { delay: GrowingDelay; key: string; rule: Rule }[] = [];
  for (const rule of RULES[kind]) {
    const name = rule.subject(subject);
    if (name === null) continue;
    const delay = delayOf(rule);
    const key = createHash("sha256").update(name).digest("base64url");
    const seconds = await delay.count(key);
    if (seconds > 0) {
      await Promise.all(counted.map((each) => each.delay.giveBack(each.key)));
      return { kind: "wait", seconds };
    }
    counted.push({ delay, key, rule });
  }
  return {
    kind: "allowed",
    succeeded: async () => {
      await Promise.all(counted.map(({ delay, key, rule }) => (rule.onSuccess === "forget" ? delay.forget(key) : delay.giveBack(key))));
    },
  };
}

class GrowingDelay {
  private readonly failures: RateLimiterAbstract;
  private readonly turns: RateLimiterAbstract;

  constructor(private readonly rule: Rule) {
    this.failures = counters(`${rule.name}-failures`, rule.freeFailures, MEMORY_SECONDS);
    this.turns = counters(`${rule.name}-turns`, 1, rule.maxWaitSeconds);
  }

  /** 0 if the attempt may be made now, else the seconds to wait. */
  async count(key: string): Promise<number> {
    const { consumedPoints } = await this.failures.penalty(key);
    const excess = consumedPoints - this.rule.freeFailures;
    if (excess <= 0) return 0;
    const waitSeconds = Math.min(2 ** (excess - 1), this.rule.maxWaitSeconds);
    try {
      // One attempt at a time, claimed atomically: the others wait.
      await this.turns.consume(key, 1, { customDuration: waitSeconds });
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      // An attempt during the wait does not lengthen it.
      await this.failures.reward(key);
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  }

  async giveBack(key: string): Promise<void> {
    await this.failures.reward(key);
  }

  async forget(key: string): Promise<void> {
    await Promise.all([this.failures.delete(key), this.turns.delete(key)]);
  }
}

const delays = new Map<string, GrowingDelay>();

function delayOf(rule: Rule): GrowingDelay {
  const known = delays.get(rule.name) ?? new GrowingDelay(rule);
  delays.set(rule.name, known);
  return known;
}
