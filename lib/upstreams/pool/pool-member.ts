import type { UpstreamAccount } from "@/lib/upstreams/account";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { Cooldown, type Failure } from "@/lib/upstreams/pool/cooldown";
import { seedOf } from "@/lib/upstreams/pool/rendezvous";
import { withoutSecrets } from "@/lib/upstreams/test-account";
import type { Upstream } from "@/lib/upstreams/upstream";

/** An account as the pool receives it. `weight` is its share of the conversations, relative to the others' weights. */
export type PooledAccount = { id: string; weight: number; isDraining: boolean; account: UpstreamAccount };

/** The reason why an account takes no calls now. */
export type BlockReason = { waitMs: number; cause: Failure };

/** One account of the pool, with its state. */
export class PoolMember {
  readonly id: string;
  readonly name: string;
  /** The name in a form that a header allows. */
  readonly headerName: string;
  readonly kind: UpstreamAccount["kind"];
  readonly seed: number;
  readonly upstream: Upstream;
  weight: number;
  isDraining: boolean;
  calls = 0;
  failures = 0;
  lastFailure: { atMs: number; label: string; message: string } | null = null;
  readonly whole = new Cooldown();
  /** Only models that failed. */
  readonly models = new Map<string, Cooldown>();
  private readonly account: UpstreamAccount;

  constructor({ id, weight, isDraining, account }: PooledAccount) {
    this.id = id;
    this.account = account;
    this.name = account.name;
    this.headerName = account.name.replace(/[^\x20-\x7e]/g, "?");
    this.kind = account.kind;
    this.seed = seedOf(id);
    this.upstream = createUpstream(account);
    this.weight = weight;
    this.isDraining = isDraining;
  }

  /** Null when a call may be sent. */
  blockReason(modelId: string, nowMs: number): BlockReason | null {
    const model = this.models.get(modelId);
    const wholeMs = this.whole.waitMs(nowMs);
    const modelMs = model ? model.waitMs(nowMs) : 0;
    if (wholeMs === 0 && modelMs === 0) return null;
    const cause = wholeMs >= modelMs ? this.whole.cause : model?.cause;
    return cause ? { waitMs: Math.max(wholeMs, modelMs), cause } : null;
  }

  enter(modelId: string, nowMs: number): void {
    this.calls += 1;
    this.whole.enter(nowMs);
    this.models.get(modelId)?.enter(nowMs);
  }

  /** A stream begins. `succeed` or `fail` reports its end. */
  begin(modelId: string, nowMs: number): void {
    this.whole.begin(nowMs);
    this.models.get(modelId)?.begin(nowMs);
  }

  succeed(modelId: string, nowMs: number): void {
    this.whole.succeed(nowMs);
    const model = this.models.get(modelId);
    if (!model) return;
    model.succeed(nowMs);
    if (model.cause === null) this.models.delete(modelId);
  }

  fail(modelId: string, failure: Failure, nowMs: number): void {
    this.note(failure, nowMs);
    this.cooldownOf(modelId, failure).fail(failure, nowMs);
  }

  /** Counts and shows a failure that blocks no call. */
  note({ label, message }: Failure, nowMs: number): void {
    this.failures += 1;
    // Upstreams quote what they refuse, and Postgres cannot store a text with a zero byte.
    const words = withoutSecrets(message, this.account).replaceAll("\0", "").slice(0, 500);
    this.lastFailure = { atMs: nowMs, label, message: words };
  }

  private cooldownOf(modelId: string, { isModelBound }: Failure): Cooldown {
    if (!isModelBound) return this.whole;
    const cooldown = this.models.get(modelId) ?? new Cooldown();
    this.models.set(modelId, cooldown);
    return cooldown;
  }
}
